import type { ConsentDecision } from "@rapport/contracts/consents";
import type { ConsentRow } from "@rapport/store/queries/consents";
import { listConsentRows } from "@rapport/store/queries/consents";
import type { Context } from "../context.ts";
import { requirePerson } from "../profiles/find-profile.ts";
import { formatProfileId } from "../profiles/profile-id.ts";

export type ListConsentsInput = {
  /** User id, profile id, or the id of a device. */
  id: string;
  category?: string | undefined;
  limit: number;
  cursor?: string | undefined;
};

/** What a person decided about consent, the last recorded first; that of everybody merged into them included. */
export async function listConsents(
  ctx: Context,
  { id, category, limit, cursor }: ListConsentsInput,
): Promise<{ data: ConsentDecision[]; nextCursor: string | null }> {
  const { id: profileId } = await requirePerson(ctx, id);
  const beforeSeq = cursor === undefined ? undefined : Number(cursor);
  const rows = await listConsentRows(ctx.store.db, { projectId: ctx.projectId, profileId, category, limit, beforeSeq });
  const last = rows.at(-1);
  return { data: rows.map(toConsentDecision), nextCursor: last && rows.length === limit ? String(last.seq) : null };
}

/** The public form of a row of the record. */
export function toConsentDecision({ textVersion, ...row }: ConsentRow): ConsentDecision {
  const { seq, category, granted, source, actor, messageId } = row;
  return {
    seq,
    profileId: formatProfileId(row.profileId),
    category,
    granted,
    version: textVersion,
    source,
    actor,
    at: row.at.toISOString(),
    recordedAt: row.recordedAt.toISOString(),
    messageId,
  };
}
