import type { Database } from "@rapport/store/database";
import type { DayState, DayStates } from "@rapport/store/queries/event-partitions";
import {
  createEventPartition,
  futurePlace,
  latePlace,
  readDayStates,
  UNDATED_PLACE,
} from "@rapport/store/queries/event-partitions";
import type { EventKey } from "@rapport/store/queries/record-events";
import type { Services } from "../context.ts";
import { latestDay, oldestDayOf } from "../retention/oldest-day.ts";
import type { EnrichedEvent } from "./enriched-event.ts";
import { eventKey } from "./event-key.ts";
import { messageDay, toDay } from "./message-day.ts";

/** Where an event stands in the store. */
type Place = {
  /** The key that it is stored under. */
  key: EventKey;
  day: number | undefined;
  /** Events of its day stand in `late` or `future`: its first copy may be one of them. */
  shiftedCopies: boolean;
};

/** An event with its place in the store. */
export type PlacedEvent = EnrichedEvent & Place;

/** Days that get a partition of their own when an event needs it. Whoever owns a public key can name any day. */
const PARTITION_DAYS = { back: 60, ahead: 1 } as const;

/**
 * Finds the place of each event: the partition of its day where there is one or may be one, else `late` or `future`.
 * Where a copy goes depends on the clock and on what has a partition by then; that it is found does not, because
 * every place that the first copy can have is looked at.
 * @param days what `readDays` answered in this transaction
 * @returns `ledgers`: projects with people who were erased or are left out.
 */
export async function placeEvents(
  tx: Database,
  services: Services,
  events: readonly EnrichedEvent[],
  { states, droppedBefore, marks, ledgers }: DayStates,
): Promise<{ placed: PlacedEvent[]; expired: EnrichedEvent[]; ledgers: ReadonlySet<string> }> {
  const dated = toDated(events);
  const isKept = ({ event, day }: Dated) => {
    const oldestDay = latestDay(droppedBefore, oldestDayOf(marks.get(event.projectId), event.name));
    return oldestDay === undefined || (day !== undefined && day >= oldestDay);
  };
  const expired = dated.filter((entry) => !isKept(entry)).map(({ event }) => event);
  const today = toDay(services.now());
  const partitions = await preparePartitions(tx, services, states, { today, droppedBefore });
  const shifted = new Set(
    states.filter(({ hasShifted }) => hasShifted).map((state) => dayKey(state.projectId, state.day)),
  );
  const placed = dated.filter(isKept).map(({ event, day }): PlacedEvent => {
    const id = eventKey(event.messageId);
    if (day === undefined) return place(event, { key: { id, day: UNDATED_PLACE }, day, shiftedCopies: false });
    const outside = day > today ? futurePlace(day) : latePlace(day);
    const key = { id, day: partitions.has(day) ? day : outside };
    return place(event, { key, day, shiftedCopies: shifted.size > 0 && shifted.has(dayKey(event.projectId, day)) });
  });
  return { placed, expired, ledgers };
}

/** Hot path: the place is noted on the event itself. A copy with it was an object of some thirty members for each event. */
function place(event: EnrichedEvent, at: Place): PlacedEvent {
  return Object.assign(event, at);
}

/** What `placeEvents` must know of the days of these events. */
export async function readDays(tx: Database, events: readonly EnrichedEvent[]): Promise<DayStates> {
  return readDayStates(tx, distinctDays(toDated(events)));
}

/** The same without what a project keeps its events for: a request may know where an event would stand, not what others keep. */
export async function readPlaces(tx: Database, events: readonly EnrichedEvent[]): Promise<DayStates> {
  return readDayStates(tx, distinctDays(toDated(events)), { marks: false });
}

/** Keys that a copy of this event may be stored under. */
export function copiesOf({ key, day, shiftedCopies }: PlacedEvent): EventKey[] {
  if (day === undefined || !shiftedCopies) return [key];
  return [...new Set([key.day, latePlace(day), futurePlace(day)])].map((place) => ({ id: key.id, day: place }));
}

/** Days with a partition, those included that get theirs now. A day that the database refuses one stays without. */
async function preparePartitions(
  tx: Database,
  services: Services,
  states: readonly DayState[],
  { today, droppedBefore }: { today: number; droppedBefore: number | undefined },
): Promise<Set<number>> {
  const partitions = new Set(states.filter(({ hasPartition }) => hasPartition).map(({ day }) => day));
  for (const day of new Set(states.map((state) => state.day))) {
    const mayHave = day >= today - PARTITION_DAYS.back && day <= today + PARTITION_DAYS.ahead;
    if (partitions.has(day) || !mayHave || day < (droppedBefore ?? day)) continue;
    if (await createEventPartition(tx, day)) partitions.add(day);
    else services.log.warn("A day's partition could not be made; its events stand in `late`", { day });
  }
  return partitions;
}

type Dated = { event: EnrichedEvent; day: number | undefined };

function toDated(events: readonly EnrichedEvent[]): Dated[] {
  return events.map((event) => ({ event, day: messageDay(event) }));
}

function distinctDays(dated: readonly Dated[]) {
  // Without a key of both for each event: there are thousands of events, and some days of few projects.
  const days = new Map<string, Set<number | undefined>>();
  for (const { event, day } of dated) {
    const known = days.get(event.projectId);
    if (known) known.add(day);
    else days.set(event.projectId, new Set([day]));
  }
  return [...days].flatMap(([projectId, ofProject]) => [...ofProject].map((day) => ({ projectId, day })));
}

function dayKey(projectId: string, day: number | undefined): string {
  return `${day}/${projectId}`;
}
