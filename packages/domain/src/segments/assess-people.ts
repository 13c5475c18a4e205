import { evaluateProgram } from "@rapport/engine/segments/evaluate-program";
import type { SegmentEvent } from "@rapport/engine/segments/program";
import type { Database } from "@rapport/store/database";
import { readMemberships } from "@rapport/store/queries/segment-members";
import type { SegmentStateRow } from "@rapport/store/queries/segment-states";
import { deleteSegmentStates, readSegmentStates, upsertSegmentStates } from "@rapport/store/queries/segment-states";
import { together } from "@rapport/store/together";
import type { Services } from "../context.ts";
import type { ProfileState } from "../profiles/profile-state.ts";
import type { Assessment } from "./assessment.ts";
import { NOTHING_ASSESSED } from "./assessment.ts";
import type { CompiledProject } from "./compile-project.ts";
import type { Memory } from "./feed-leaves.ts";
import { emptyMemory, feedLeaves, recallLeaves } from "./feed-leaves.ts";
import type { Membership } from "./move-members.ts";
import { moveMembers } from "./move-members.ts";
import type { KnownFacts } from "./person-facts.ts";
import { NOTHING_KNOWN, personFacts } from "./person-facts.ts";
import { readKnownFacts } from "./read-known-facts.ts";

/** A person to look at. The profile is locked by the transaction. */
export type Assessed = {
  profileId: string;
  state: ProfileState;
  /** Segments to look at besides those that the events touch, by place; `all` of them. */
  segments: ReadonlySet<number> | "all";
  /** Events that were stored by this transaction. */
  events: readonly SegmentEvent[];
  /** True when there were no events before: what is not remembered is known to be nothing. */
  isNew: boolean;
  /** Profiles that became part of this one; set, what is remembered is forgotten and read anew. */
  absorbed?: readonly string[];
};

export type AssessOptions = {
  nowMs: number;
  /** False for what no one did and no time passed for, such as a new rule: it is counted, but is no event. */
  announce: boolean;
  /** Time of a change, by the time at which it was due; now unless said. */
  atOf?: (dueMs: number | undefined) => number;
};

/**
 * Decides for these people which segments they are in from now on, and when the clock must look again; writes what changed.
 */
export async function assessPeople(
  tx: Database,
  services: Services,
  projectId: string,
  project: CompiledProject,
  people: readonly Assessed[],
  options: AssessOptions,
): Promise<Assessment> {
  if (people.length === 0) return NOTHING_ASSESSED;
  const known = await readKnown(tx, projectId, project, people);
  const turns = people.map((person) => startTurn(project, known, person));
  await recallLeaves(
    tx,
    projectId,
    project,
    turns.map(({ memory }) => memory),
  );
  const memberships = turns.flatMap((turn) => decide(project, known, turn, options));
  const changed = turns.filter(({ changesRow }) => changesRow).map((turn) => toRow(project, turn));
  const absorbed = people.flatMap((person) => person.absorbed ?? []);
  const [changes] = await together([
    moveMembers(tx, services, projectId, { memberships, absorbed, announce: options.announce }),
    upsertSegmentStates(tx, projectId, changed),
    absorbed.length > 0 ? deleteSegmentStates(tx, projectId, absorbed) : undefined,
  ]);
  return { changes, dueMs: Math.min(NOTHING_ASSESSED.dueMs, ...changed.flatMap(({ dues }) => Object.values(dues))) };
}

type Known = {
  states: ReadonlyMap<string, SegmentStateRow>;
  /** Since when a profile is in a segment, by `segment profile`. */
  since: ReadonlyMap<string, string>;
  facts: ReadonlyMap<string, KnownFacts>;
};
type Turn = { person: Assessed; memory: Memory; dues: Record<string, number>; changesRow: boolean };

async function readKnown(
  tx: Database,
  projectId: string,
  { touches }: CompiledProject,
  people: readonly Assessed[],
): Promise<Known> {
  const ids = people.filter(({ isNew }) => !isNew).flatMap(({ profileId, absorbed = [] }) => [profileId, ...absorbed]);
  const everyone = people.map(({ profileId }) => profileId);
  const [states, memberships, facts] = await together([
    ids.length === 0 ? [] : readSegmentStates(tx, projectId, ids),
    ids.length === 0 ? [] : readMemberships(tx, projectId, ids),
    readKnownFacts(tx, projectId, touches, everyone),
  ]);
  return {
    states: new Map(states.map((row) => [row.profileId, row])),
    since: new Map(memberships.map(({ segmentId, profileId, enteredAt }) => [`${segmentId} ${profileId}`, enteredAt])),
    facts,
  };
}

function startTurn(project: CompiledProject, { states }: Known, person: Assessed): Turn {
  const row = states.get(person.profileId);
  if (!row || person.absorbed) {
    const memory = emptyMemory(person.profileId, person.isNew ? project.lastLeaf : 0);
    feedLeaves(project, memory, person.events);
    // Of a new person without a trace nothing is kept: most visitors never meet a rule.
    return { person, memory, dues: {}, changesRow: !person.isNew || memory.changed.size > 0 };
  }
  // as: only `toRow` below writes it, of states that leaves made
  const state = row.leaves as Memory["state"];
  const memory: Memory = { ...emptyMemory(person.profileId, row.knownTo), state };
  feedLeaves(project, memory, person.events);
  return {
    person,
    memory,
    dues: { ...row.dues },
    changesRow: memory.changed.size > 0 || row.knownTo < project.lastLeaf,
  };
}

function decide(project: CompiledProject, known: Known, turn: Turn, options: AssessOptions): Membership[] {
  const { person, memory, dues } = turn;
  const { profileId, absorbed = [] } = person;
  const facts = personFacts(profileId, person.state, known.facts.get(profileId) ?? NOTHING_KNOWN);
  return [...placesOf(project, person, memory)].flatMap((place): Membership[] => {
    const segment = project.segments[place];
    if (!segment) return [];
    const { holds, untilMs } = evaluateProgram(segment.program, { facts, state: memory.state, nowMs: options.nowMs });
    const due = dues[segment.id];
    if (Number.isFinite(untilMs) && untilMs < LAST_DUE_MS) dues[segment.id] = untilMs;
    else delete dues[segment.id];
    if (dues[segment.id] !== due) turn.changesRow = true;
    const before = [profileId, ...absorbed].flatMap((id) => known.since.get(`${segment.id} ${id}`) ?? []).sort();
    if (!holds && before.length === 0) return [];
    const own = known.since.get(`${segment.id} ${profileId}`);
    const atMs = options.atOf?.(due) ?? options.nowMs;
    return [{ segment, profileId, holds, own, before, atMs }];
  });
}

/** Farther times have no date. */
const LAST_DUE_MS = 8.64e15;

function placesOf(project: CompiledProject, { segments }: Assessed, { changed }: Memory): ReadonlySet<number> {
  if (segments === "all") return new Set(project.segments.keys());
  const places = new Set(segments);
  for (const leaf of changed) for (const place of project.touches.byLeaf.get(leaf) ?? []) places.add(place);
  return places;
}

/** Without what belongs to segments that are gone. */
function toRow(project: CompiledProject, { memory, dues }: Turn): SegmentStateRow {
  const leaves = Object.entries(memory.state).filter(([id]) => project.leaves.has(id));
  const alive = new Set(project.segments.map(({ id }) => id));
  return {
    profileId: memory.profileId,
    knownTo: memory.knownTo,
    leaves: Object.fromEntries(leaves),
    dues: Object.fromEntries(Object.entries(dues).filter(([id]) => alive.has(id))),
  };
}
