import { RapportError } from "@rapport/contracts/errors";
import type { Merge } from "@rapport/contracts/merges";
import type { Database } from "@rapport/store/database";
import { lockTraitRows } from "@rapport/store/queries/computed-traits";
import { relabelConsents } from "@rapport/store/queries/consents";
import { readEventsOf } from "@rapport/store/queries/events";
import type { Identity } from "@rapport/store/queries/identities";
import { lockIdentitiesOf, upsertIdentities } from "@rapport/store/queries/identities";
import type { MergeRow } from "@rapport/store/queries/merges";
import { listLaterMerges, lockMerge, markMergeUndone } from "@rapport/store/queries/merges";
import { lockProfiles, repointMerged, upsertProfiles } from "@rapport/store/queries/profiles";
import type { EventKey } from "@rapport/store/queries/record-events";
import { relabelEvents } from "@rapport/store/queries/record-events";
import { refoldTraits } from "../computed-traits/refold-traits.ts";
import { confirmConsents, recordConsents } from "../consents/record-consents.ts";
import type { Context } from "../context.ts";
import { nameActor } from "../name-actor.ts";
import type { ProfileState } from "../profiles/profile-state.ts";
import { refoldProfile } from "../profiles/refold-profile.ts";
import { tellPeople } from "../realtime/people-news.ts";
import { NOTHING_ASSESSED } from "../segments/assessment.ts";
import { reassessPeople } from "../segments/reassess-people.ts";
import { formatMergeId, parseMergeId } from "./merge-id.ts";
import { createSplitter } from "./split-events.ts";
import { toMerge } from "./to-merge.ts";

/** Events that are read and given back at a time. */
const PAGE = 5_000;

/**
 * Takes a merge back: the two profiles stand apart again, each with its own ids, aliases and events, those included
 * that came since. Both states are folded anew from the events. Undoing twice is undoing once.
 * @throws RapportError `not_found`; `conflict` when a later merge builds on this one, or when events are gone
 */
export async function undoMerge(ctx: Context, mergeId: string): Promise<Merge> {
  let assessment = NOTHING_ASSESSED;
  let separated: string[] = [];
  const undoing = ctx.store.withTransaction(async (tx) => {
    const id = parseMergeId(mergeId);
    const merge = id && (await lockMerge(tx, ctx.projectId, id));
    if (!merge) throw new RapportError("not_found", `There is no merge with the id “${mergeId}” in this project`);
    if (merge.undoneAt) return toMerge(merge);
    const apart = await separate(tx, ctx, merge);
    assessment = await reassessPeople(tx, ctx, apart);
    separated = apart.map(({ profileId }) => profileId);
    await tellPeople(tx, ctx, ctx.projectId, separated);
    const undone = { undoneAt: new Date(ctx.now()), undoneBy: nameActor(ctx.actor) };
    return toMerge(await markMergeUndone(tx, merge, undone));
  });
  // Also after a failure: a commit whose answer was lost may have been made.
  const answer = await undoing.finally(() => ctx.recommenders.people.forget(ctx.projectId, separated));
  ctx.segments.announce(assessment);
  ctx.recommenders.forgetPeople(ctx.projectId, separated);
  return answer;
}

/** Answers the two as they are from now on. */
async function separate(
  tx: Database,
  ctx: Context,
  merge: MergeRow,
): Promise<{ profileId: string; state: ProfileState }[]> {
  const { projectId, fromProfile: from, intoProfile: into } = merge;
  // Before any person: a backfill locks its trait first, too.
  const rows = await lockTraitRows(tx, projectId);
  // Whoever stores events of these ids waits from here on: nothing can join `into` meanwhile.
  const pointing = await lockIdentitiesOf(tx, projectId, into);
  const [whole] = await lockProfiles(tx, projectId, [into]);
  const { keys, identities } = await splitEvents(tx, merge);
  await requireLast(tx, merge, keys);
  if (!whole) throw eventsGone();
  const here = new Set(pointing.map(textOf));
  const returning = identities.filter((identity) => here.has(textOf(identity)));
  if (returning.length > 0) {
    await upsertIdentities(
      tx,
      projectId,
      returning.map((identity) => ({ ...identity, profileId: from, moved: true })),
    );
  }
  for (let i = 0; i < keys.length; i += PAGE) await relabelEvents(tx, projectId, keys.slice(i, i + PAGE), from);
  // A row to hang the aliases on: a profile that was merged within its first batch never had one.
  await upsertProfiles(tx, projectId, [{ ...whole, id: from, mergedInto: null }]);
  await repointMerged(tx, projectId, { from: into, to: from, only: merge.aliases });
  const parts = [await refoldProfile(tx, projectId, from), await refoldProfile(tx, projectId, into)];
  const found = parts.reduce((sum, { eventCount }) => sum + eventCount, 0);
  if (found !== whole.eventCount || parts.some(({ eventCount }) => eventCount === 0)) throw eventsGone();
  const apart = parts.map((state, i) => ({ profileId: i === 0 ? from : into, state }));
  await upsertProfiles(
    tx,
    projectId,
    apart.map(({ profileId: id, state }) => ({ id, mergedInto: null, ...state })),
  );
  await relabelConsents(tx, projectId, { from, into, aliases: merge.aliases });
  const consents = apart.flatMap(({ profileId, state }) => confirmConsents(profileId, state.consent));
  await recordConsents(tx, projectId, consents, new Map(apart.map(({ profileId, state }) => [profileId, state])));
  await refoldTraits(tx, ctx, projectId, { rows, profileIds: [from, into] });
  return apart;
}

function eventsGone(): RapportError {
  return new RapportError(
    "conflict",
    "Events of these people are not kept any more, so who they were cannot be told apart exactly",
  );
}

/** Keys of the events since the merge that are `from`'s, and the ids that are. */
async function splitEvents(tx: Database, merge: MergeRow): Promise<{ keys: EventKey[]; identities: Identity[] }> {
  const { projectId, intoProfile: profileId } = merge;
  const splitter = createSplitter(merge.identities);
  const keys: EventKey[] = [];
  for (let afterSeq = merge.afterSeq; ; ) {
    const rows = await readEventsOf(tx, { projectId, profileId, afterSeq, limit: PAGE });
    for (const row of rows) if (splitter.sideOf(row) === "from") keys.push({ id: row.id, day: row.day });
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return { keys, identities: splitter.identitiesOfFrom() };
    afterSeq = last.seq;
  }
}

/** @throws RapportError `conflict` naming a later merge that would not have happened without this one */
async function requireLast(tx: Database, merge: MergeRow, keys: readonly EventKey[]): Promise<void> {
  const ofFrom = new Set(keys.map(({ id }) => id));
  const later = await listLaterMerges(tx, merge);
  const blocking = later.find((other) => other.fromProfile === merge.intoProfile || ofFrom.has(other.eventId));
  if (!blocking) return;
  throw new RapportError("conflict", `A later merge builds on this one: undo ${formatMergeId(blocking.id)} first`);
}

function textOf({ kind, value }: Identity): string {
  return `${kind}\0${value}`;
}
