import { Rapport } from "@rapport/node/edge";
import { createMiddleware, rapportOf } from "@rapport/node/hono";
import { Hono } from "hono";

/** What the worker is configured with. */
export type Settings = { host: string; key: string };

/** An application of the Fetch standard: `createApp(settings).fetch` runs in any worker, in Bun, Deno and Node. */
export function createApp({ host, key }: Settings): Hono {
  const rapport = new Rapport({ host, writeKey: key });
  const app = new Hono();
  app.use(createMiddleware(rapport, { userId: (c) => c.req.raw.headers.get("x-user-id") }));

  app.get("/articles/:id", (c) => {
    rapportOf(c).track({ event: "Article Read", properties: { article_id: c.req.param("id") } });
    return c.json({ id: c.req.param("id") });
  });

  app.get("/next", async (c) => {
    const { recommendations } = await rapportOf(c).getRecommendations({ placement: "next", limit: 3 });
    return c.json(recommendations.map((one) => one.itemId));
  });
  return app;
}
