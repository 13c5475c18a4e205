import { PgBoss } from "pg-boss";
import type { Message } from "./peer-table.ts";
import { insertBatch, openPeerTable } from "./peer-table.ts";
import { servePeer } from "./serve-peer.ts";

/** pg-boss as the queue: a job for each request, committed before the answer; a worker inserts its batch in one statement. */
const QUEUE = "events";
const sql = await openPeerTable(4);
const boss = new PgBoss({ connectionString: process.env.DATABASE_URL ?? "", schema: "peer_boss" });
boss.on("error", console.error);
await boss.start();
await boss.createQueue(QUEUE);
await boss.work<{ batch: Message[] }>(QUEUE, { batchSize: 20, pollingIntervalSeconds: 0.5 }, async (jobs) => {
  for (const { data } of jobs) await insertBatch(sql, data.batch);
});
await servePeer(sql, async (batch) => {
  await boss.send(QUEUE, { batch });
});
