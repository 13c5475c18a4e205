import { timingSafeEqual } from "node:crypto";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { authenticateKey, readKey, requireSecret } from "../http/authenticate.ts";
import { isLocalVisitor } from "../http/console-session.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

/** Probes: `/livez` = the process turns, `/readyz` = it can promise durability and answer reads. `/metrics` for Prometheus. */
export function registerOperations(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  app.get("/livez", (c) => c.json({ live: true }));
  app.get("/readyz", async (c) => {
    const readiness = await services.readiness();
    return c.json(readiness, readiness.ready ? 200 : 503);
  });
  app.get("/metrics", async (c) => {
    await requireMonitor(services, c);
    const { text, type } = await services.metrics.read();
    return c.body(text, 200, { "Content-Type": type });
  });
}

/**
 * Metrics tell how much traffic there is and how well the server stands it: for this machine, holders of a secret key,
 * and who has the token for it.
 * @throws RapportError unauthorized, forbidden
 */
async function requireMonitor(services: ApiServices, c: Context<ApiEnv>): Promise<void> {
  const key = readKey(c);
  if (key === undefined && isLoopback(c) && isLocalVisitor(c)) return;
  const { metricsToken } = services;
  if (key !== undefined && metricsToken !== undefined && equal(key, metricsToken)) return;
  requireSecret(await authenticateKey(services, key));
}

/** The socket itself: a Host header is what anybody wrote. Unknown where there is no socket. */
function isLoopback(c: Context<ApiEnv>): boolean {
  const address = c.env?.incoming?.socket?.remoteAddress?.replace(/^::ffff:/, "");
  return address === "::1" || address?.startsWith("127.") === true;
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
