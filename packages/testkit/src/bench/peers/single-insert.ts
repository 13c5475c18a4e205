import { openPeerTable, servePeer } from "./serve-peer.ts";

/** The naive design: one INSERT for each event, answered when all of a request are committed. */
const sql = await openPeerTable(8);
await servePeer(sql, async (batch) => {
  await Promise.all(
    batch.map(
      (message) =>
        sql`insert into peer_events values (${message.messageId}, 'prj_peer', now(), ${sql.json(message)}) on conflict do nothing`,
    ),
  );
});
