import { insertOne, openPeerTable } from "./peer-table.ts";
import { servePeer } from "./serve-peer.ts";

/** The naive design: one INSERT for each event, answered when all of a request are committed. */
const sql = await openPeerTable(8);
await servePeer(sql, async (batch) => {
  await Promise.all(batch.map((message) => insertOne(sql, message)));
});
