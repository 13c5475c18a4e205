import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import type postgres from "postgres";
import { clusterCpuSeconds, processCpuSeconds } from "../cpu-time.ts";
import type { Message } from "./peer-table.ts";

/** What a peer does with the messages of one request before it answers. */
export type TakeBatch = (batch: readonly Message[]) => Promise<void>;

/**
 * Serves `POST /v1/batch` as a user's own service would, and `GET /stored`: how many rows there are, and the processor seconds
 * of everything behind it. Prints its port as one JSON line.
 */
export async function servePeer(sql: postgres.Sql, take: TakeBatch, otherPid = 0): Promise<void> {
  const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const app = new Hono();
  app.post("/v1/batch", async (c) => {
    const { batch } = await c.req.json<{ batch: Message[] }>();
    await take(batch);
    return c.json({ success: true });
  });
  app.get("/stored", async (c) => {
    const [row] = await sql<{ n: number }[]>`select count(*)::int as n from peer_events`;
    const behind = clusterCpuSeconds(backend?.pid ?? 0) + processCpuSeconds(otherPid);
    return c.json({ stored: row?.n, cpuSeconds: processCpuSeconds(process.pid) + behind });
  });
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
  server.once("listening", () => {
    const { port } = server.address() as AddressInfo; // as: a server on a host and port has an address of this form
    console.log(JSON.stringify({ port }));
  });
}
