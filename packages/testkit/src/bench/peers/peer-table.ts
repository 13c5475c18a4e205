import postgres from "postgres";

export type Message = { messageId: string };

/** The table that every peer fills: exact de-duplication by project and id, nothing else. */
export async function openPeerTable(max: number) {
  const sql = postgres(process.env.DATABASE_URL ?? "", { max, onnotice: () => {} });
  await sql`drop table if exists peer_events`;
  await sql`create table peer_events (id uuid, project_id text, at timestamptz, payload jsonb, primary key (project_id, id))`;
  return sql;
}

/** One row in one statement, which is a transaction of its own: synced when it resolves. */
export async function insertOne(sql: postgres.Sql, message: Message): Promise<void> {
  await sql`insert into peer_events values (${message.messageId}, 'prj_peer', now(), ${sql.json(message)}) on conflict do nothing`;
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
