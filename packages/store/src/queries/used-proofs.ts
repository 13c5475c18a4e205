import { lt } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { memberVerifications } from "../schema/access.ts";

/** Something that proves who a member is, and may do so once until `expiresAt`. */
export type UsedProof = { id: string; userId: string; now: Date; expiresAt: Date };

/** True for the first who shows a proof, also of several at once; false for all others until it expires. */
export async function claimProof(db: Database, { id, userId, now, expiresAt }: UsedProof): Promise<boolean> {
  const rows = await db
    .insert(memberVerifications)
    .values({ id, identifier: `used-${userId}`, value: userId, expiresAt, createdAt: now, updatedAt: now })
    .onConflictDoUpdate({
      target: memberVerifications.id,
      set: { expiresAt, updatedAt: now },
      setWhere: lt(memberVerifications.expiresAt, now),
    })
    .returning({ id: memberVerifications.id });
  return rows.length > 0;
}
