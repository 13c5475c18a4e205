import type { Merge } from "@rapport/contracts/merges";
import type { MergeRow } from "@rapport/store/queries/merges";
import { formatProfileId } from "../profiles/profile-id.ts";
import { formatMergeId } from "./merge-id.ts";

/** Ids that an answer names; a shared test device may have tens of thousands. */
const MAX_IDENTITIES = 100;

/** The public form of a journal row. */
export function toMerge(row: MergeRow): Merge {
  return {
    id: formatMergeId(row.id),
    into: { profileId: formatProfileId(row.intoProfile), ...row.intoState },
    from: { profileId: formatProfileId(row.fromProfile), ...row.fromState },
    identities: row.identities.slice(0, MAX_IDENTITIES),
    reason: row.reason,
    actor: row.actor,
    messageId: row.messageId,
    mergedAt: row.mergedAt.toISOString(),
    undoneAt: row.undoneAt?.toISOString() ?? null,
    undoneBy: row.undoneBy,
  };
}
