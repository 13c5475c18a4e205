import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";

/** Resolves when the store answers a statement. */
export async function pingStore(db: Database): Promise<void> {
  await db.execute(sql`select 1`);
}
