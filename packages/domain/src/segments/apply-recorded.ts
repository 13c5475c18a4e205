import { objectOf } from "@rapport/contracts/json";
import type { Database } from "@rapport/store/database";
import { moveLists } from "@rapport/store/queries/segment-lists";
import type { Services } from "../context.ts";
import type { RecordedEvent } from "../events/enriched-event.ts";
import { traitsOf } from "../profiles/fold-events.ts";
import type { ProfileState } from "../profiles/profile-state.ts";
import type { Assessed } from "./assess-people.ts";
import { assessPeople } from "./assess-people.ts";
import type { Assessment } from "./assessment.ts";
import { NOTHING_ASSESSED } from "./assessment.ts";
import type { CompiledProject } from "./compile-project.ts";
import type { Places, Touches } from "./index-touches.ts";
import { recordedToSegmentEvent } from "./to-segment-event.ts";

/** What a batch has done to the people of a project; the profiles are locked. */
export type Folded = {
  recorded: readonly RecordedEvent[];
  /** Profiles as they are now, by id. */
  states: ReadonlyMap<string, ProfileState>;
  /** Profiles that became part of another one, in order. */
  merges: readonly { from: string; to: string }[];
  /** Keys of the computed traits that changed, by profile. */
  computed: ReadonlyMap<string, ReadonlySet<string>>;
};

/**
 * Brings segments up to date with a batch that has just been folded, in its transaction. Looks at those people and segments
 * only that the batch can have changed.
 * @param project segments as they were read after the people were locked; undefined when there are none
 */
export async function applyRecorded(
  tx: Database,
  services: Services,
  projectId: string,
  project: CompiledProject | undefined,
  { recorded, states, merges, computed }: Folded,
): Promise<Assessment> {
  // Lists outlive segments: they move though no rule names them now.
  for (const { from, to } of merges) await moveLists(tx, projectId, from, to);
  if (!project) return NOTHING_ASSESSED;
  const absorbed = absorbedBy(merges);
  const events = Map.groupBy(recorded, ({ profileId }) => profileId);
  const people: Assessed[] = [];
  for (const profileId of new Set([...events.keys(), ...absorbed.keys()])) {
    const state = states.get(profileId);
    if (!state) continue;
    const keys = computed.get(profileId);
    const person = toAssessed(project, { profileId, state, own: events.get(profileId) ?? [], keys });
    const parts = absorbed.get(profileId);
    if (parts) people.push({ ...person, isNew: false, absorbed: parts, segments: "all" });
    else if (person.events.length > 0 || person.segments === "all" || person.segments.size > 0) people.push(person);
  }
  return assessPeople(tx, services, projectId, project, people, { nowMs: services.now(), announce: true });
}

type Changed = {
  profileId: string;
  state: ProfileState;
  own: readonly RecordedEvent[];
  keys: ReadonlySet<string> | undefined;
};

function toAssessed(project: CompiledProject, { profileId, state, own, keys }: Changed): Assessed {
  const { leavesByName, anyName } = project.touches;
  const wanted = own.filter(({ event }) => anyName.length > 0 || leavesByName.has(event.name));
  const isNew = state.eventCount === own.filter(({ event }) => !event.enrichment.flags?.origin).length;
  return {
    profileId,
    state,
    events: wanted.map(recordedToSegmentEvent),
    // Rules may hold for somebody who has done nothing, so a new person is looked at once whatever they do.
    segments: isNew ? "all" : touched(project.touches, own, keys),
    isNew,
  };
}

const NONE: ReadonlySet<string> = new Set();

/** Segments that events can change by what they make of a profile. */
function touched(touches: Touches, own: readonly RecordedEvent[], keys: ReadonlySet<string> = NONE): Places {
  const places: Places = new Set(touches.byAnyEvent);
  const add = (more: ReadonlySet<number> | undefined) => {
    for (const place of more ?? []) places.add(place);
  };
  for (const key of keys) add(touches.byComputed.get(key));
  for (const { event } of own) {
    if (touches.byConsent.size > 0 && Object.hasOwn(objectOf(event.payload.context), "consent")) add(touches.byConsent);
    if (event.type === "group") add(touches.byGroup);
    if (event.type !== "identify" || touches.byTrait.size === 0) continue;
    for (const trait of Object.keys(traitsOf(event))) add(touches.byTrait.get(trait));
  }
  return places;
}

/** Where profiles ended up, with all that became part of them. */
function absorbedBy(merges: Folded["merges"]): Map<string, string[]> {
  const into = new Map(merges.map(({ from, to }) => [from, to]));
  const parts = new Map<string, string[]>();
  for (const { from } of merges) {
    let root = from;
    for (let next = into.get(root); next !== undefined; next = into.get(root)) root = next;
    parts.set(root, [...(parts.get(root) ?? []), from]);
  }
  return parts;
}
