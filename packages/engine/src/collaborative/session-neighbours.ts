import { createTopK, offer, takeSorted } from "../recommender/top-k.ts";
import type { Interactions } from "./interactions.ts";
import { itemsOfUser, timesOfUser } from "./interactions.ts";

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

/** Working space of `addSessionVotes`, reused from query to query. */
export type SessionScratch = { weights: Float32Array; votes: Float32Array; touched: number[] };

export function createSessionScratch(index: SessionIndex): SessionScratch {
  const sessions = index.starts.length;
  return { weights: new Float32Array(sessions), votes: new Float32Array(sessions), touched: [] };
}

/**
 * Adds the votes of the nearest sessions: VMIS-kNN (Kersbergen, Sprangers and Schelter, "Serenade: low-latency
 * session-based recommendation in e-commerce at scale", SIGMOD 2022). A session is as near as the latest of the shared
 * items; it votes for all its items by that, the place of the latest shared item and their rarity.
 * O(window × sessionsPerItem + neighbours × session length).
 * @param latest items of the present session, newest first
 */
export function addSessionVotes(
  index: SessionIndex,
  options: SessionOptions,
  latest: readonly number[],
  scores: Float64Array,
  scratch: SessionScratch,
): void {
  const { weights, votes, touched } = scratch;
  const window = Math.min(latest.length, options.window);
  for (let rank = 0; rank < window; rank += 1) {
    const item = latest[rank] ?? 0;
    const end = index.itemStarts[item + 1] ?? 0;
    for (let entry = index.itemStarts[item] ?? 0; entry < end; entry += 1) {
      const session = index.sessionOf[entry] ?? 0;
      const before = weights[session] ?? 0;
      if (before === 0) {
        touched.push(session);
        // The first shared item is the newest one; its place is the session's vote.
        votes[session] = 1 - 0.1 * Math.min(rank, 9);
      }
      weights[session] = before + 1 - rank / options.window;
    }
  }
  // Of sessions that are equally near the later one counts.
  const top = createTopK(options.neighbours, (left, right) => right - left);
  for (const session of touched) offer(top, session, weights[session] ?? 0);
  for (const { slot: session, score } of takeSorted(top)) {
    const vote = score * (votes[session] ?? 0);
    for (let entry = index.starts[session] ?? 0; entry < (index.starts[session + 1] ?? 0); entry += 1) {
      const item = index.itemOf[entry] ?? 0;
      scores[item] = (scores[item] ?? 0) + vote * (index.rarity[item] ?? 0);
    }
  }
  for (const session of touched) weights[session] = 0;
  touched.length = 0;
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
