import type { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnv, ApiServices } from "../services.ts";

/** Probes: `/livez` = the process turns, `/readyz` = it can promise durability and answer reads. */
export function registerOperations(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  app.get("/livez", (c) => c.json({ live: true }));
  app.get("/readyz", async (c) => {
    const readiness = await services.readiness();
    return c.json(readiness, readiness.ready ? 200 : 503);
  });
}
