import type { AuditCheck } from "@rapport/contracts/audit";
import { readAuditAfter } from "@rapport/store/queries/audit";
import type { Context } from "../context.ts";
import { GENESIS, hashEntry } from "./hash-entry.ts";

const PAGE = 1_000;

/** Hashes the project's whole chain anew: a changed, missing or added entry shows as the first that does not fit. */
export async function checkAudit(ctx: Context): Promise<AuditCheck> {
  let [seq, previousHash, erased] = [0, GENESIS, 0];
  for (;;) {
    const rows = await readAuditAfter(ctx.store.db, { projectId: ctx.projectId, afterSeq: seq, limit: PAGE });
    for (const row of rows) {
      // Of an entry that an erased person was taken out of, only its place in the chain is left to check.
      const says = row.erasedBy !== null || row.hash === hashEntry(row);
      const fits = row.seq === seq + 1 && row.previousHash === previousHash && says;
      if (!fits) return { intact: false, entries: seq, brokenAt: seq + 1, head: previousHash, erased };
      if (row.erasedBy !== null) erased++;
      [seq, previousHash] = [row.seq, row.hash];
    }
    if (rows.length < PAGE)
      return { intact: true, entries: seq, brokenAt: null, head: seq === 0 ? null : previousHash, erased };
  }
}
