import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";

/** Floor: the HTTP server alone. Reads a batch, parses it, answers its length; stores nothing. Prints its port. */
const app = new Hono();
app.post("/v1/batch", async (c) => {
  const { batch } = await c.req.json<{ batch: unknown[] }>();
  return c.json({ success: true, accepted: batch.length });
});
const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
server.once("listening", () => {
  const { port } = server.address() as AddressInfo; // as: a server on a host and port has an address of this form
  console.log(JSON.stringify({ port }));
});
