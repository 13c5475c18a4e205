import type { Database } from "@rapport/store/database";
import { readStoreSeq } from "@rapport/store/queries/events";
import type { Identity } from "@rapport/store/queries/identities";
import { moveIdentities } from "@rapport/store/queries/identities";
import type { NewMergeRow } from "@rapport/store/queries/merges";
import { insertMerges } from "@rapport/store/queries/merges";
import { repointMerged } from "@rapport/store/queries/profiles";
import { deriveKey, eventKey } from "../events/event-key.ts";
import type { ProfileState } from "../profiles/profile-state.ts";
import type { ProfileMerge } from "./resolve-identities.ts";

/** A merge with what it moved in the store. */
export type AppliedMerge = ProfileMerge & { aliases: string[]; afterSeq: number };
/** The two profiles of a merge as they were. */
export type MergedStates = { from: ProfileState; into: ProfileState };

/** Moves the ids and aliases of merged profiles; before the batch's events are inserted. */
export async function applyMerges(
  tx: Database,
  projectId: string,
  merges: readonly ProfileMerge[],
): Promise<AppliedMerge[]> {
  if (merges.length === 0) return [];
  const afterSeq = await readStoreSeq(tx);
  const applied: AppliedMerge[] = [];
  for (const merge of merges) {
    const moved = await moveIdentities(tx, projectId, merge.from, merge.to);
    const aliases = await repointMerged(tx, projectId, { from: merge.from, to: merge.to });
    applied.push({ ...merge, identities: idsToTellApart(merge, moved), aliases, afterSeq });
  }
  return applied;
}

/** Writes down what merges moved and why, so that each can be undone. */
export async function journalMerges(
  tx: Database,
  projectId: string,
  applied: readonly AppliedMerge[],
  states: readonly MergedStates[],
): Promise<void> {
  if (applied.length === 0) return;
  const rows = applied.map((merge, i) => toRow(projectId, merge, states[i]));
  await insertMerges(tx, projectId, rows);
}

function toRow(projectId: string, merge: AppliedMerge, states: MergedStates | undefined): NewMergeRow {
  const { from, to, event, identities, aliases, afterSeq } = merge;
  return {
    id: deriveKey(`merge\0${projectId}\0${event.messageId}\0${event.receivedAtMs}\0${from}\0${to}`),
    fromProfile: from,
    intoProfile: to,
    fromState: summarize(states?.from),
    intoState: summarize(states?.into),
    identities,
    aliases,
    afterSeq,
    reason: event.type === "alias" ? "alias" : "sign_in",
    actor: event.actor ?? null,
    eventId: eventKey(event.messageId),
    messageId: event.messageId,
    mergedAt: new Date(event.receivedAtMs),
  };
}

function summarize(state: ProfileState | undefined): { userId: string | null; eventCount: number } {
  return { userId: state?.userId ?? null, eventCount: state?.eventCount ?? 0 };
}

/**
 * The ids of `from` as its batch began, and those that are new in it: an undo goes through the batch again from its first event, and
 * finds by itself which devices changed hands before the merge.
 */
function idsToTellApart({ identities, began, joined }: ProfileMerge, moved: readonly Identity[]): Identity[] {
  const ids = new Map([...began, ...identities, ...moved].map((identity) => [textOf(identity), identity]));
  for (const identity of joined) ids.delete(textOf(identity));
  return [...ids.values()];
}

function textOf({ kind, value }: Identity): string {
  return `${kind}\0${value}`;
}
