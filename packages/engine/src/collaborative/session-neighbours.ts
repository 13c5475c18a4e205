import type { Interactions } from "./interactions.ts";
import { itemsOfUser, timesOfUser } from "./interactions.ts";
import { selectThreshold } from "./select-threshold.ts";

/** Settings of session nearest neighbours. */
export type SessionOptions = {
  /** A pause longer than this ends a session. */
  gapMs: number;
  /** Latest sessions remembered per item, m of the paper. */
  sessionsPerItem: number;
  /** Nearest sessions that vote, k of the paper. */
  neighbours: number;
  /** Items of the present session that look for others, from the newest. */
  window: number;
};

/** Defaults of Serenade's study, with a session as web analytics cut it. */
export const SESSION_DEFAULTS: SessionOptions = {
  gapMs: 30 * 60_000,
  sessionsPerItem: 500,
  neighbours: 100,
  window: 9,
};

/** Sessions as lists of items, and the latest sessions of each item. */
export type SessionIndex = {
  /** Items of session s are at starts[s] … starts[s + 1] − 1. */
  readonly starts: Int32Array;
  readonly itemOf: Int32Array;
  /** Latest sessions of item i, newest first, at itemStarts[i] … itemStarts[i + 1] − 1. */
  readonly itemStarts: Int32Array;
  readonly sessionOf: Int32Array;
  /** ln(sessions / sessions with the item), by item. */
  readonly rarity: Float32Array;
};

/** Cuts histories into sessions and indexes those with two items or more. O(entries + sessions × log sessions). */
export function indexSessions(interactions: Interactions, options: SessionOptions): SessionIndex {
  const cut = cutSessions(interactions, options.gapMs).sort((left, right) => left.endMs - right.endMs);
  const starts = new Int32Array(cut.length + 1);
  cut.forEach(({ from, to }, session) => {
    starts[session + 1] = (starts[session] ?? 0) + to - from;
  });
  const itemOf = new Int32Array(starts[cut.length] ?? 0);
  const counts = new Int32Array(interactions.items);
  cut.forEach(({ from, to }, session) => {
    const items = interactions.itemOf.subarray(from, to);
    itemOf.set(items, starts[session] ?? 0);
    for (const item of items) counts[item] = (counts[item] ?? 0) + 1;
  });
  const itemStarts = new Int32Array(interactions.items + 1);
  for (let item = 0; item < interactions.items; item += 1) {
    itemStarts[item + 1] = (itemStarts[item] ?? 0) + Math.min(counts[item] ?? 0, options.sessionsPerItem);
  }
  const sessionOf = new Int32Array(itemStarts[interactions.items] ?? 0);
  const next = itemStarts.slice();
  for (let session = cut.length - 1; session >= 0; session -= 1) {
    for (const item of itemOf.subarray(starts[session], starts[session + 1])) {
      const place = next[item] ?? 0;
      if (place === itemStarts[item + 1]) continue;
      sessionOf[place] = session;
      next[item] = place + 1;
    }
  }
  const rarity = Float32Array.from(counts, (count) => (count === 0 ? 0 : Math.log1p(cut.length / count)));
  return { starts, itemOf, itemStarts, sessionOf, rarity };
}

/**
 * Working space of `addSessionVotes`, reused from query to query. One number holds what is known of a session, so that a
 * query, which looks up thousands of them all over memory, does so once each.
 */
export type SessionScratch = {
  /** Shared items' weights times the window, and from bit 16 on the place of the latest shared one; 0 = not touched. */
  states: Int32Array;
  touched: Int32Array;
  /** What was known of each touched session, one after the other. */
  found: Int32Array;
  /** Touched sessions by weight. */
  byWeight: Int32Array;
  tied: Float32Array;
};

export function createSessionScratch(index: SessionIndex): SessionScratch {
  const entries = new Int32Array(1_024);
  return {
    states: new Int32Array(index.starts.length),
    touched: entries,
    found: new Int32Array(1_024),
    byWeight: new Int32Array(1_024),
    tied: new Float32Array(1_024),
  };
}

/**
 * Adds the votes of the nearest sessions: VMIS-kNN (Kersbergen, Sprangers and Schelter, "Serenade: low-latency
 * session-based recommendation in e-commerce at scale", SIGMOD 2022). A session is as near as the latest of the shared
 * items; it votes for all its items by that, the place of the latest shared item and their rarity.
 * O(window × sessionsPerItem + neighbours × session length): weights are whole numbers, so counting finds the nearest.
 * @param latest items of the present session, newest first
 * @param places where each item's score is, −1 for one without; by its number when absent
 */
export function addSessionVotes(
  index: SessionIndex,
  options: SessionOptions,
  latest: readonly number[],
  scores: Float64Array | Float32Array,
  scratch: SessionScratch,
  places?: Int32Array,
): void {
  const window = Math.min(latest.length, options.window);
  const count = touchSessions(index, options, latest.slice(0, window), scratch);
  const { states, touched, found, byWeight } = scratch;
  byWeight.fill(0, 0, options.window ** 2 + 1);
  for (let place = 0; place < count; place += 1) {
    const session = touched[place] ?? 0;
    const state = states[session] ?? 0;
    // Taken along here, once: from here on memory is read from one end to the other.
    found[place] = state;
    states[session] = 0;
    const weight = state & WEIGHT_BITS;
    byWeight[weight] = (byWeight[weight] ?? 0) + 1;
  }
  let least = options.window ** 2;
  let nearer = 0;
  while (least > 1 && nearer + (byWeight[least] ?? 0) < options.neighbours) {
    nearer += byWeight[least] ?? 0;
    least -= 1;
  }
  const oldest = oldestTied(scratch, count, least, options.neighbours - nearer);
  for (let place = 0; place < count; place += 1) {
    const state = found[place] ?? 0;
    const weight = state & WEIGHT_BITS;
    if (weight < least) continue;
    const session = touched[place] ?? 0;
    if (weight === least && session < oldest) continue;
    // The first shared item is the newest one; its place is the session's vote.
    const vote = (weight / options.window) * (1 - 0.1 * Math.min(state >> PLACE_SHIFT, 9));
    addVotes(index, session, vote, scores, places);
  }
}

const PLACE_SHIFT = 16;
const WEIGHT_BITS = 0xffff;

/** Notes every session that shares an item. @returns how many */
function touchSessions(
  index: SessionIndex,
  options: SessionOptions,
  latest: readonly number[],
  scratch: SessionScratch,
) {
  const { states } = scratch;
  reserve(scratch, options.window * options.sessionsPerItem, options.window ** 2 + 1);
  const { touched } = scratch;
  let count = 0;
  for (let rank = 0; rank < latest.length; rank += 1) {
    const item = latest[rank] ?? 0;
    const weight = options.window - rank;
    const end = index.itemStarts[item + 1] ?? 0;
    for (let entry = index.itemStarts[item] ?? 0; entry < end; entry += 1) {
      const session = index.sessionOf[entry] ?? 0;
      const before = states[session] ?? 0;
      if (before === 0) {
        touched[count] = session;
        count += 1;
        states[session] = (rank << PLACE_SHIFT) | weight;
      } else {
        states[session] = before + weight;
      }
    }
  }
  return count;
}

function reserve(scratch: SessionScratch, sessions: number, weights: number): void {
  if (scratch.touched.length < sessions) scratch.touched = new Int32Array(sessions);
  if (scratch.found.length < sessions) scratch.found = new Int32Array(sessions);
  if (scratch.tied.length < sessions) scratch.tied = new Float32Array(sessions);
  if (scratch.byWeight.length < weights) scratch.byWeight = new Int32Array(weights);
}

/** Of sessions that are equally near the later ones count. @returns the oldest of the last `places` with this weight */
function oldestTied({ found, touched, tied }: SessionScratch, count: number, weight: number, places: number): number {
  let size = 0;
  for (let place = 0; place < count; place += 1) {
    if (((found[place] ?? 0) & WEIGHT_BITS) !== weight) continue;
    tied[size] = touched[place] ?? 0;
    size += 1;
  }
  return size <= places ? 0 : selectThreshold(tied.subarray(0, size), places);
}

function addVotes(
  { starts, itemOf, rarity }: SessionIndex,
  session: number,
  vote: number,
  scores: Float64Array | Float32Array,
  places?: Int32Array,
): void {
  const end = starts[session + 1] ?? 0;
  for (let entry = starts[session] ?? 0; entry < end; entry += 1) {
    const item = itemOf[entry] ?? 0;
    const place = places === undefined ? item : (places[item] ?? -1);
    if (place >= 0) scores[place] = (scores[place] ?? 0) + vote * (rarity[item] ?? 0);
  }
}

function cutSessions(interactions: Interactions, gapMs: number): { from: number; to: number; endMs: number }[] {
  const sessions: { from: number; to: number; endMs: number }[] = [];
  for (let user = 0; user < interactions.users; user += 1) {
    const first = interactions.starts[user] ?? 0;
    const times = timesOfUser(interactions, user);
    let from = 0;
    for (let index = 1; index <= itemsOfUser(interactions, user).length; index += 1) {
      const isCut = index === times.length || (times[index] ?? 0) - (times[index - 1] ?? 0) > gapMs;
      if (!isCut) continue;
      if (index - from > 1) sessions.push({ from: first + from, to: first + index, endMs: times[index - 1] ?? 0 });
      from = index;
    }
  }
  return sessions;
}
