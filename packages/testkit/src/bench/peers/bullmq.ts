import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import type { Message } from "./peer-table.ts";
import { insertBatch, openPeerTable } from "./peer-table.ts";
import { servePeer } from "./serve-peer.ts";

/** BullMQ as the queue: a job for each request on Redis, as durable as that Redis is; a worker inserts its batch in one statement. */
const QUEUE = `events-${process.pid}`;
const sql = await openPeerTable(8);
const connection = new Redis(process.env.REDIS_URL ?? "", { maxRetriesPerRequest: null });
const queue = new Queue<{ batch: Message[] }>(QUEUE, { connection });
const worker = new Worker<{ batch: Message[] }>(QUEUE, async ({ data }) => insertBatch(sql, data.batch), {
  connection: connection.duplicate(),
  concurrency: 8,
});
worker.on("failed", (_, error) => console.error(error));
const redisPid = Number(/process_id:(\d+)/.exec(await connection.info("server"))?.[1] ?? 0);
await servePeer(
  sql,
  async (batch) => {
    await queue.add("batch", { batch: [...batch] }, { removeOnComplete: true });
  },
  redisPid,
);
