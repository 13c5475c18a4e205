import type { SimulatorInput, SimulatorOptions } from "./options.ts";
import { resolveOptions } from "./options.ts";
import type { Schedule } from "./schedule.ts";
import { createSchedule } from "./schedule.ts";
import type { Memory } from "./session.ts";
import { createMemory, recordVisit } from "./session.ts";
import type { SimulatedMessage } from "./tape.ts";
import type { Ledger, SimulationTruth } from "./truth.ts";
import { createLedger, describeTruth, firstChances, nextChances, noteMessage, noteVisit } from "./truth.ts";
import { createVisitor } from "./visitor.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

export type { SimulatorInput } from "./options.ts";
export type { SimulatedMessage } from "./tape.ts";
export type { SimulationTruth } from "./truth.ts";

/** The traffic of a shop: iterate it as often as you like, it is the same every time. */
export type Simulation = Iterable<SimulatedMessage> & {
  /** What the traffic was made from. Runs the simulation when no iteration has reached its end yet. */
  truth(): SimulationTruth;
  /**
   * True probability of each item of the catalog to be viewed by a person: next, had their last visit gone on, or first
   * in a new one. Runs the simulation when no iteration has reached its end yet.
   */
  chances(person: number, when: "next" | "first"): Float64Array;
};

/** A visit under way: its messages, and the place of the next one. */
type ActiveVisit = { messages: SimulatedMessage[]; next: number; ordinal: number };

/**
 * Simulates the visitors of a shop: latent tastes, Zipf popularity, planted successions, sessions whose taste drifts,
 * second devices, sign-ins, carts, orders, campaigns, late items and newcomers. Pure: all times follow from `startMs`,
 * all chance from `seed`. Messages come in order of time over all visitors.
 *
 * Memory: the visits' start times (12 bytes each), one small record per visitor who will come again, and the messages
 * of the visits under way; never the stream. Time: O(log items + log active visits) a message.
 * @throws RangeError for options that cannot be simulated
 */
export function simulate(input: SimulatorInput): Simulation {
  const options = resolveOptions(input);
  const world = createWorld(options);
  let finished: Ledger | undefined;

  function* messages(): Generator<SimulatedMessage, Ledger, void> {
    const ledger = createLedger(options.visitors, world.categories.length);
    yield* mergeVisits(world, ledger);
    finished = ledger;
    return ledger;
  }

  const ledger = () => finished ?? drain(messages());
  return {
    [Symbol.iterator]: messages,
    truth: () => describeTruth(world, ledger()),
    chances: (person, when) => (when === "next" ? nextChances(world, ledger(), person) : firstChances(world, person)),
  };
}

function* mergeVisits(world: World, ledger: Ledger): Generator<SimulatedMessage, void, void> {
  const visitorOf = (index: number) => createVisitor(world.options, world.categories.length, index);
  const schedule = createSchedule(world, visitorOf);
  const visitsLeft = countVisits(world.options, schedule);
  const memories = new Map<number, Memory>();
  const active: ActiveVisit[] = [];

  function openVisit(ordinal: number): ActiveVisit {
    const index = schedule.visitors[ordinal] ?? 0;
    const visitor = visitorOf(index);
    const memory = memories.get(index) ?? createMemory(visitor);
    const messages = recordVisit(world, visitor, memory, { ordinal, startMs: schedule.startsMs[ordinal] ?? 0 });
    noteVisit(ledger, visitor, memory);
    visitsLeft[index] = (visitsLeft[index] ?? 1) - 1;
    if (visitsLeft[index] === 0) memories.delete(index);
    else memories.set(index, memory);
    return { messages, next: 0, ordinal };
  }

  for (let ordinal = 0; ordinal < schedule.visitors.length; ordinal += 1) {
    const startsAt = new Date(schedule.startsMs[ordinal] ?? 0).toISOString();
    yield* takeUntil(active, ledger, startsAt);
    pushHeap(active, openVisit(ordinal));
  }
  yield* takeUntil(active, ledger, undefined);
}

/** Yields the messages of the visits under way that lie before a time, or all. */
function* takeUntil(heap: ActiveVisit[], ledger: Ledger, endsAt: string | undefined): Generator<SimulatedMessage> {
  for (let first = heap[0]; first !== undefined; first = heap[0]) {
    const message = first.messages[first.next];
    if (message && endsAt !== undefined && message.originalTimestamp >= endsAt) return;
    popHeap(heap);
    if (!message) continue;
    first.next += 1;
    if (first.next < first.messages.length) pushHeap(heap, first);
    noteMessage(ledger, message);
    yield message;
  }
}

// Visitors whose last visit is over are forgotten, which keeps the memory bounded by who may still come back.
function countVisits(options: SimulatorOptions, schedule: Schedule): Uint32Array {
  const counts = new Uint32Array(options.visitors);
  for (const index of schedule.visitors) counts[index] = (counts[index] ?? 0) + 1;
  return counts;
}

function drain<T>(generator: Generator<unknown, T, void>): T {
  for (;;) {
    const step = generator.next();
    if (step.done) return step.value;
  }
}

/** Order of a binary min-heap: time of the next message, then the earlier visit. ISO times compare as text. */
function isBefore(a: ActiveVisit, b: ActiveVisit): boolean {
  const atA = a.messages[a.next]?.originalTimestamp ?? "";
  const atB = b.messages[b.next]?.originalTimestamp ?? "";
  return atA < atB || (atA === atB && a.ordinal < b.ordinal);
}

function pushHeap(heap: ActiveVisit[], visit: ActiveVisit): void {
  let place = heap.push(visit) - 1;
  while (place > 0) {
    const above = (place - 1) >>> 1;
    const parent = heap[above];
    if (!parent || !isBefore(visit, parent)) break;
    heap[place] = parent;
    place = above;
  }
  heap[place] = visit;
}

function popHeap(heap: ActiveVisit[]): void {
  const moved = heap.pop();
  if (!moved || heap.length === 0) return;
  let place = 0;
  for (;;) {
    let below = 2 * place + 1;
    const left = heap[below];
    const right = heap[below + 1];
    if (!left) break;
    if (right && isBefore(right, left)) below += 1;
    const child = right && below % 2 === 0 ? right : left;
    if (!isBefore(child, moved)) break;
    heap[place] = child;
    place = below;
  }
  heap[place] = moved;
}
