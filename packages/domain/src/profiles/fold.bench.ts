/**
 * What folding an event costs, beside reading it and counting its name; and whether random histories give the same profile,
 * byte for byte, in any order, in parts that are merged, with copies, and with crashes before and after what was stored.
 *   node packages/domain/src/profiles/fold.bench.ts [histories [seed]]
 */
import { createRandom } from "@rapport/engine/random";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { sortKeys } from "@rapport/testkit/sort-keys";
import type { EnrichedEvent } from "../events/enriched-event.ts";
import { foldEvents } from "./fold-events.ts";
import type { ProfileState } from "./profile-state.ts";
import { copyProfileState, emptyProfileState, mergeProfileStates } from "./profile-state.ts";

const [histories = 100_000, seed = 1] = process.argv.slice(2, 4).map(Number);
const random = createRandom(seed);
const NAMES = ["Product Viewed", "Product Added", "Order Completed", "__proto__", "Page", ""];
const SOURCES = ["google", "mail", null];
/** Events of one person at a time, and people, of the measured cost. */
const COST = { events: 50, people: 2_000, rounds: 5 };

compareHistories();
measureCost();

function compareHistories(): void {
  const differing = { order: 0, parts: 0, copies: 0 };
  let events = 0;
  for (let i = 0; i < histories; i++) {
    const history = Array.from({ length: 1 + random.int(60) }, () => drawEvent());
    events += history.length;
    const expected = textOf(fold(history));
    if (textOf(fold(shuffle(history))) !== expected) differing.order++;
    if (textOf(mergeParts(shuffle(history))) !== expected) differing.parts++;
    if (textOf(deliver(history)) !== expected) differing.copies++;
  }
  console.log(`${histories} histories of ${events} events, seed ${seed}: profiles that differ`, differing);
  if (Object.values(differing).some((count) => count > 0)) process.exitCode = 1;
}

/** Few times, few names and few keys: they collide wherever they can. */
function drawEvent(): EnrichedEvent {
  const traits = { plan: random.pick(NAMES), [`k${random.int(40)}`]: random.int(9) };
  const properties = { product_id: `sku-${random.int(60)}`, total: random.int(500) };
  const consent = { categoryPreferences: { [random.pick(["analytics", "ads"])]: random.int(2) === 0 } };
  const touch = {
    source: random.pick(SOURCES),
    medium: null,
    campaign: random.pick(NAMES),
    referrer: null,
    clickId: null,
  };
  return enrichedEvent({
    type: random.pick(["track", "track", "track", "identify", "group", "page"] as const),
    name: random.pick(NAMES),
    timestampMs: Date.UTC(2026, 0, 5) + random.int(5) * 1_000,
    userId: random.pick(["u1", "u2", undefined]),
    payload: {
      traits,
      groupId: random.pick(NAMES),
      properties,
      ...(random.int(4) === 0 ? { context: { consent } } : {}),
    },
    enrichment: random.int(3) === 0 ? { touch } : {},
  });
}

/** Cuts the events, folds each part on its own, merges in random pairs. */
function mergeParts(events: readonly EnrichedEvent[]): ProfileState {
  const count = 1 + random.int(6);
  const states = [...Map.groupBy(events, () => random.int(count)).values()].map((part) => fold(part));
  while (states.length > 1) {
    const [left] = states.splice(random.int(states.length), 1);
    const at = random.int(states.length);
    const right = states[at];
    if (left && right) states[at] = mergeProfileStates(left, right);
  }
  return states[0] ?? emptyProfileState();
}

/**
 * At-least-once delivery into a store: each batch may come again, in any order, and the process may end before its
 * transaction, which is then lost and repeated, or after it, which makes all of it a copy. What is stored is JSON.
 */
function deliver(events: readonly EnrichedEvent[]): ProfileState {
  let stored = JSON.stringify(emptyProfileState());
  const seen = new Set<string>();
  const twice = shuffle([...events, ...events.filter(() => random.int(3) === 0)]);
  for (let at = 0; at < twice.length; ) {
    const batch = twice.slice(at, at + 1 + random.int(12));
    const parsed: ProfileState = JSON.parse(stored);
    const fresh = [...new Map(batch.map((event) => [event.messageId, event])).values()];
    const folded = fold(
      fresh.filter(({ messageId }) => !seen.has(messageId)),
      copyProfileState(parsed),
    );
    if (random.int(4) === 0) continue; // ended before the transaction: nothing of it stays
    stored = JSON.stringify(folded);
    for (const { messageId } of batch) seen.add(messageId);
    if (random.int(4) > 0) at += batch.length; // else ended before anybody heard of it: the batch comes again
  }
  return JSON.parse(stored);
}

/** The least that any consumer does with an event is the floor: read it, and count its name. */
function measureCost(): void {
  const people = Array.from({ length: COST.people }, () => Array.from({ length: COST.events }, () => drawEvent()));
  const texts = people.map((events) => events.map((event) => JSON.stringify(event)));
  const each = COST.people * COST.events;
  const rows = Array.from({ length: COST.rounds }, () => {
    const floor = time(() => {
      for (const events of texts) {
        const counters: Record<string, number> = Object.create(null);
        for (const text of events) {
          const { name }: EnrichedEvent = JSON.parse(text);
          counters[name] = (counters[name] ?? 0) + 1;
        }
      }
    });
    const folding = time(() => {
      for (const events of people) fold(events);
    });
    return { "read and counted, µs": round(floor / each), "folded, µs": round(folding / each) };
  });
  console.log(`processor time of one event, ${COST.people} people of ${COST.events} events each:`);
  console.table(rows);
}

function time(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function fold(events: readonly EnrichedEvent[], state = emptyProfileState()): ProfileState {
  foldEvents(state, events);
  return state;
}

function textOf(state: ProfileState): string {
  return JSON.stringify(sortKeys(state));
}

function shuffle<T>(list: readonly T[]): T[] {
  return list
    .map((one) => ({ one, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
