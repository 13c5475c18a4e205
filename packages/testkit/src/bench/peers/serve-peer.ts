import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import postgres from "postgres";
import { clusterCpuSeconds, processCpuSeconds } from "../cpu-time.ts";

export type Message = { messageId: string };

/** What a peer does with the messages of one request before it answers. */
export type TakeBatch = (batch: readonly Message[]) => Promise<void>;

/** The table that every peer fills: exact de-duplication by project and id, nothing else. */
export async function openPeerTable(max: number) {
  const sql = postgres(process.env.DATABASE_URL ?? "", { max, onnotice: () => {} });
  await sql`drop table if exists peer_events`;
  await sql`create table peer_events (id uuid, project_id text, at timestamptz, payload jsonb, primary key (project_id, id))`;
  return sql;
}

/** Rows of one batch in one statement. */
export async function insertBatch(sql: postgres.Sql, batch: readonly Message[]): Promise<void> {
  const rows = batch.map((message) => ({
    id: message.messageId,
    project_id: "prj_peer",
    at: new Date(),
    payload: sql.json(message),
  }));
  await sql`insert into peer_events ${sql(rows)} on conflict do nothing`;
}

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
