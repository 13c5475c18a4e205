import { RapportError } from "@rapport/contracts/errors";
import type { Database } from "@rapport/store/database";
import type { DayStates } from "@rapport/store/queries/event-partitions";
import type { Identity, IdentityPointer } from "@rapport/store/queries/identities";
import { lockIdentities, upsertIdentities } from "@rapport/store/queries/identities";
import { mergeLeads } from "@rapport/store/queries/leads";
import type { OffsetStep } from "@rapport/store/queries/log-offsets";
import { advanceLogOffsets } from "@rapport/store/queries/log-offsets";
import { lockProfiles, upsertProfiles } from "@rapport/store/queries/profiles";
import type { EventRow } from "@rapport/store/queries/record-events";
import { findStoredEvents, insertEvents, textOfKey } from "@rapport/store/queries/record-events";
import { together } from "@rapport/store/together";
import { foldTraits } from "../computed-traits/fold-traits.ts";
import type { ChangedTraits } from "../computed-traits/trait-changes.ts";
import { recordConsents } from "../consents/record-consents.ts";
import type { Services } from "../context.ts";
import { applyMerges, journalMerges } from "../identity/apply-merges.ts";
import { findLinkingEvents, identitiesOf, resolveIdentities } from "../identity/resolve-identities.ts";
import { applyPrivacyAct } from "../privacy/apply-privacy-act.ts";
import { leaveOutSuppressed } from "../privacy/leave-out-suppressed.ts";
import { foldGroups } from "../profiles/fold-groups.ts";
import { foldProfiles, toProfileRows } from "../profiles/fold-profiles.ts";
import { tellPeople } from "../realtime/people-news.ts";
import { recordOutcomes } from "../recommendations/record-outcomes.ts";
import { applyRecorded } from "../segments/apply-recorded.ts";
import type { Assessment } from "../segments/assessment.ts";
import { addDeadLetter } from "./add-dead-letter.ts";
import type { EnrichedEvent, RecordedEvent } from "./enriched-event.ts";
import { meterEvents, meterLeftOut } from "./meter-events.ts";
import type { PlacedEvent } from "./place-events.ts";
import { copiesOf, placeEvents, readDays } from "./place-events.ts";

/**
 * One step of the projector: events of any projects, and the offsets that they bring the log to. `node` holds the leases
 * that the steps were read under; absent where one projector owns the log.
 */
export type RecordEventsInput = {
  logId: string;
  node?: string | undefined;
  steps: readonly OffsetStep[];
  events: readonly EnrichedEvent[];
};

/** Why an event is kept apart that came after its day was dropped. */
const EXPIRED = { code: "too_old", reason: "Older than the events that are kept" };

/** Another projector has moved the offsets or holds the leases: what this one read is done already, or not its to do. */
export class OffsetConflict extends Error {
  override readonly name = "OffsetConflict";
}

/**
 * Stores the events that are new and folds them into profiles, groups and usage, and moves the log's offsets, all in
 * one transaction: at-least-once delivery has exactly-once effect wherever a crash falls. A batch verb on the hot
 * path: one statement per table, no audit row.
 * @returns the events that were new, in order
 * @throws OffsetConflict when the offsets do not stand where the caller thought; nothing is stored
 */
export async function recordEvents(services: Services, input: RecordEventsInput): Promise<RecordedEvent[]> {
  const changed: ChangedPeople[] = [];
  try {
    return await recordInTransaction(services, input, changed);
  } finally {
    // Also after a failure: a commit whose answer was lost may have been made.
    for (const { projectId, profileIds } of changed) services.recommenders.people.forget(projectId, profileIds);
  }
}

async function recordInTransaction(
  services: Services,
  input: RecordEventsInput,
  changed: ChangedPeople[],
): Promise<RecordedEvent[]> {
  const assessments: Assessment[] = [];
  const { logId, node, steps, events } = input;
  const alone = events.some(({ privacy }) => privacy !== undefined);
  const runs = alone ? splitAtActs(events) : [events].filter((run) => run.length > 0);
  const recorded = await services.store.withTransaction(async (tx) => {
    const [moved, days] = await together([
      advanceLogOffsets(tx, logId, steps, { node, alone }),
      alone || events.length === 0 ? undefined : readDays(tx, events),
    ]);
    if (!moved) throw new OffsetConflict("The log's offsets or leases are another projector's now");
    // Events that are taken apart may run twice: without offsets that move with them, copies prove nothing.
    const moves = steps.some(({ from, to }) => to > from);
    const fold: Fold = { tx, services, assessments, changed, moves, recorded: [] };
    for (const run of runs) {
      const [first] = run;
      if (first?.privacy) {
        changed.push({ projectId: first.projectId, profileIds: await applyPrivacyAct(tx, services, first) });
      } else await foldEventsOf(fold, run, days ?? (await readDays(tx, run)));
    }
    return fold.recorded;
  });
  for (const assessment of assessments) services.segments.announce(assessment);
  return recorded;
}

/** Whose last items are others now, or whose ids lead elsewhere. */
type ChangedPeople = { projectId: string; profileIds: Iterable<string> };

type Fold = {
  tx: Database;
  services: Services;
  assessments: Assessment[];
  changed: ChangedPeople[];
  moves: boolean;
  recorded: RecordedEvent[];
};

/** Each act on a person's data alone, and the events between them together: what came before an act is folded before it. */
function splitAtActs(events: readonly EnrichedEvent[]): EnrichedEvent[][] {
  const runs: EnrichedEvent[][] = [[]];
  for (const event of events) {
    if (event.privacy) runs.push([event], []);
    else runs.at(-1)?.push(event);
  }
  return runs.filter((run) => run.length > 0);
}

async function foldEventsOf(
  { tx, services, assessments, changed, moves, recorded }: Fold,
  all: readonly EnrichedEvent[],
  days: DayStates,
): Promise<void> {
  const { placed, expired, ledgers } = await placeEvents(tx, services, all, days);
  for (const event of await keepBorn(tx, services, ledgers, expired)) await addDeadLetter(services, event, EXPIRED, tx);
  for (const [projectId, events] of byProject(placed)) {
    const told = ledgers.has(projectId) ? await leaveOutSuppressed(tx, services, projectId, events) : undefined;
    const kept = told?.kept ?? events;
    const project = { assessments, changed, births: told?.births };
    const fresh = await recordProjectEvents(tx, services, projectId, kept, project);
    await meterEvents(tx, projectId, fresh, moves ? kept : []);
    if (told && moves) await meterLeftOut(tx, projectId, told.leftOut);
    recorded.push(...fresh);
  }
}

/** Without events that are left out: nothing of these is kept, not even as dead letters. */
async function keepBorn(
  tx: Database,
  services: Services,
  ledgers: ReadonlySet<string>,
  expired: readonly EnrichedEvent[],
): Promise<EnrichedEvent[]> {
  const kept = expired.filter(({ projectId }) => !ledgers.has(projectId));
  for (const projectId of ledgers) {
    const events = expired.filter((event) => event.projectId === projectId);
    if (events.length > 0) kept.push(...(await leaveOutSuppressed(tx, services, projectId, events)).kept);
  }
  return kept;
}

type ProjectFold = Pick<Fold, "assessments" | "changed"> & { births: ReadonlyMap<string, string> | undefined };

async function recordProjectEvents(
  tx: Database,
  services: Services,
  projectId: string,
  all: readonly PlacedEvent[],
  { assessments, changed, births }: ProjectFold,
): Promise<RecordedEvent[]> {
  if (all.length === 0) return [];
  const known = await lockIdentities(tx, projectId, identitiesOf(all));
  const linking = new Set(findLinkingEvents(known, all));
  const suspects = all.filter((event) => event.shiftedCopies || linking.has(event));
  const events = await withoutStored(tx, projectId, firstCopies(all), suspects);
  if (events.length === 0) return [];
  const { profileIds, pointers, merges } = resolveIdentities(projectId, known, events, births);
  // What a merge moves is read from where ids lead by then.
  if (merges.length > 0) await pointIdentities(tx, projectId, known, pointers);
  const applied = await applyMerges(tx, projectId, merges);
  const sending = new TimeTexts();
  const arrival = new TimeTexts();
  const rows = events.map((event, i) => toRow(event, profileIds[i] ?? "", { sending, arrival }));
  const people = new Set([...profileIds, ...merges.flatMap(({ from, to }) => [from, to])]);
  // A device may leave a person for another one without a merge: whom it led to before counts, too.
  const touched = new Set([...people, ...known.map(({ profileId }) => profileId)]);
  changed.push({ projectId, profileIds: touched });
  // In this order: no trait can appear unseen behind the insert, no segment behind the locks of its people.
  const [, inserted, locked, traits, segments] = await together([
    merges.length > 0 ? undefined : pointIdentities(tx, projectId, known, pointers),
    insertEvents(tx, projectId, rows),
    lockProfiles(tx, projectId, [...people]),
    services.traits.read(tx, projectId),
    services.segments.read(tx, projectId),
  ]);
  const recorded = events.flatMap((event, i): RecordedEvent[] => {
    const row = rows[i];
    const seq = row && inserted.get(textOfKey(row));
    return row && seq !== undefined ? [{ event, id: row.id, seq, profileId: row.profile_id }] : [];
  });
  const { before, states, consents } = foldProfiles(locked, recorded, applied);
  const assess = (computed: ChangedTraits) =>
    applyRecorded(tx, services, projectId, segments, { recorded, states, merges: applied, computed });
  const [, , , , , , , assessment] = await together([
    upsertProfiles(tx, projectId, toProfileRows(states, applied)),
    recordConsents(tx, projectId, consents, states),
    journalMerges(tx, projectId, applied, before),
    foldGroups(tx, projectId, recorded),
    recordOutcomes(tx, projectId, recorded),
    mergeLeads(tx, projectId, applied),
    tellPeople(tx, services, projectId, touched),
    foldTraits(tx, services, projectId, { set: traits, recorded, merges: applied }).then(assess),
  ]);
  assessments.push(assessment);
  return recorded;
}

async function pointIdentities(
  tx: Database,
  projectId: string,
  known: readonly Identity[],
  pointers: readonly IdentityPointer[],
): Promise<void> {
  if (pointers.length === 0) return;
  const read = new Set(known.map(({ kind, value }) => `${kind}\0${value}`));
  const rows = pointers.map((pointer) => ({ ...pointer, moved: read.has(`${pointer.kind}\0${pointer.value}`) }));
  if (await upsertIdentities(tx, projectId, rows)) return;
  throw new RapportError("unavailable", "Another server met the same person at the same moment; try again");
}

/** Leaves out stored copies of the events that the insert's own key is not enough, or comes too late, for. */
async function withoutStored(
  tx: Database,
  projectId: string,
  events: readonly PlacedEvent[],
  suspects: readonly PlacedEvent[],
): Promise<readonly PlacedEvent[]> {
  if (suspects.length === 0) return events;
  const stored = await findStoredEvents(tx, projectId, suspects.flatMap(copiesOf));
  if (stored.size === 0) return events;
  return events.filter((event) => !copiesOf(event).some((key) => stored.has(textOfKey(key))));
}

/** Without later copies of the same message in one batch. */
function firstCopies(events: readonly PlacedEvent[]): PlacedEvent[] {
  const seen = new Set<string>();
  return events.filter((event) => {
    const key = textOfKey(event.key);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** In one order, so that two projectors which write the usage of several projects cannot deadlock. */
function byProject(events: readonly PlacedEvent[]): [string, PlacedEvent[]][] {
  const projects = [...Map.groupBy(events, (event) => event.projectId)];
  return projects.length < 2 ? projects : projects.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Times as texts, each written once while they are the same: the events of a request were sent and came in together. */
class TimeTexts {
  #timeMs: number | undefined;
  #text = "";

  write(timeMs: number): string {
    if (timeMs === this.#timeMs) return this.#text;
    this.#timeMs = timeMs;
    this.#text = new Date(timeMs).toISOString();
    return this.#text;
  }
}

function toRow(event: PlacedEvent, profileId: string, times: { sending: TimeTexts; arrival: TimeTexts }): EventRow {
  const { id, day } = event.key;
  return {
    id,
    day,
    message_id: id === event.messageId ? null : event.messageId,
    type: event.type,
    name: event.name,
    profile_id: profileId,
    anonymous_id: event.anonymousId ?? null,
    user_id: event.userId ?? null,
    session_id: event.sessionId ?? null,
    timestamp: new Date(event.timestampMs).toISOString(),
    original_timestamp: new Date(event.originalTimestampMs).toISOString(),
    sent_at: event.sentAtMs === undefined ? null : times.sending.write(event.sentAtMs),
    received_at: times.arrival.write(event.receivedAtMs),
    payload: event.payloadJson ?? JSON.stringify(event.payload),
    enrichment: JSON.stringify(event.enrichment),
  };
}
