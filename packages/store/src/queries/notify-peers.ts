import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";

/** Tells whoever listens to a channel of the database. A transaction without a write: it waits for no disk. */
export async function notifyPeers(db: Database, channel: string, payload: string): Promise<void> {
  await db.execute(sql`select pg_notify(${channel}, ${payload})`);
}
