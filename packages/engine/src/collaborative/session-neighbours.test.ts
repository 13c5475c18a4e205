import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { groupByUser } from "./interactions.ts";
import type { SessionIndex, SessionOptions } from "./session-neighbours.ts";
import { addSessionVotes, createSessionScratch, indexSessions, SESSION_DEFAULTS } from "./session-neighbours.ts";

const HOUR = 3_600_000;
/** Users' items with a pause of an hour where null stands. */
function interactionsOf(histories: (number | null)[][], items: number) {
  const rows: { user: number; item: number; timeMs: number }[] = [];
  histories.forEach((history, user) => {
    let timeMs = user * 1_000;
    for (const item of history) {
      timeMs += item === null ? HOUR : 1;
      if (item !== null) rows.push({ user, item, timeMs });
    }
  });
  return groupByUser({
    users: histories.length,
    items,
    userOf: Int32Array.from(rows, ({ user }) => user),
    itemOf: Int32Array.from(rows, ({ item }) => item),
    timesMs: Float64Array.from(rows, ({ timeMs }) => timeMs),
  });
}
function scoresFor(histories: (number | null)[][], latest: number[], options = SESSION_DEFAULTS) {
  const index = indexSessions(interactionsOf(histories, 6), options);
  const scores = new Float64Array(6);
  addSessionVotes(index, options, latest, scores, createSessionScratch(index));
  return { index, scores: [...scores] };
}

test("a pause ends a session, and a visit of one item is none", () => {
  const { index } = scoresFor([[0, 1, null, 2, 3, null, 4]], []);
  expect([...index.starts]).toEqual([0, 2, 4]);
  expect([...index.itemOf]).toEqual([0, 1, 2, 3]);
});

test("items of sessions that share the latest items are voted for, rarer ones more; others get nothing", () => {
  const { scores } = scoresFor(
    [
      [0, 1],
      [0, 1],
      [0, 2],
      [4, 5],
    ],
    [0],
  );
  expect(scores[1]).toBeGreaterThan(0);
  expect(scores[2]).toBeGreaterThan(0);
  expect(scores[4]).toBe(0);
  // Two sessions vote for 1 and one for 2, which is rarer: less than twice as much.
  expect((scores[1] ?? 0) / (scores[2] ?? 1)).toBeLessThan(2);
});

test("the newest shared item counts most, and the scratch is clean for the next query", () => {
  const histories = [
    [0, 2],
    [1, 3],
  ];
  const { scores } = scoresFor(histories, [1, 0]);
  expect(scores[3]).toBeGreaterThan(scores[2] ?? 0);
  const index = indexSessions(interactionsOf(histories, 6), SESSION_DEFAULTS);
  const scratch = createSessionScratch(index);
  const [first, second] = [new Float64Array(6), new Float64Array(6)];
  addSessionVotes(index, SESSION_DEFAULTS, [1, 0], first, scratch);
  addSessionVotes(index, SESSION_DEFAULTS, [1, 0], second, scratch);
  expect(second).toEqual(first);
});

test("only the latest sessions of an item are remembered", () => {
  const options = { ...SESSION_DEFAULTS, sessionsPerItem: 1 };
  const { scores } = scoresFor(
    [
      [0, 1],
      [0, 2],
    ],
    [0],
    options,
  );
  expect([scores[1], (scores[2] ?? 0) > 0]).toEqual([0, true]);
});

/** The definition, word for word: all sessions that share an item, sorted, the nearest vote. */
function voteSlowly(index: SessionIndex, options: SessionOptions, latest: readonly number[], items: number): number[] {
  const near = new Map<number, { weight: number; place: number }>();
  for (const [rank, item] of latest.slice(0, options.window).entries()) {
    for (const session of index.sessionOf.subarray(index.itemStarts[item], index.itemStarts[item + 1])) {
      const known = near.get(session) ?? { weight: 0, place: rank };
      near.set(session, { ...known, weight: known.weight + 1 - rank / options.window });
    }
  }
  const nearest = [...near].sort(
    ([left, one], [right, other]) => Math.round((other.weight - one.weight) * options.window) || right - left,
  );
  const scores = new Array<number>(items).fill(0);
  for (const [session, { weight, place }] of nearest.slice(0, options.neighbours)) {
    for (const item of index.itemOf.subarray(index.starts[session], index.starts[session + 1])) {
      scores[item] = (scores[item] ?? 0) + weight * (1 - 0.1 * Math.min(place, 9)) * (index.rarity[item] ?? 0);
    }
  }
  return scores;
}

test("the nearest sessions vote, of equally near ones the later: as by the definition", () => {
  const random = createRandom(11);
  const items = 12;
  const histories = Array.from({ length: 120 }, () =>
    Array.from({ length: 6 }, () => (random.next() < 0.2 ? null : random.int(items))),
  );
  for (const neighbours of [1, 5, 30, 500]) {
    const options = { ...SESSION_DEFAULTS, sessionsPerItem: 40, neighbours };
    const index = indexSessions(interactionsOf(histories, items), options);
    const scratch = createSessionScratch(index);
    for (let query = 0; query < 20; query += 1) {
      const latest = [...new Set(Array.from({ length: 11 }, () => random.int(items)))];
      const scores = new Float64Array(items);
      addSessionVotes(index, options, latest, scores, scratch);
      const expected = voteSlowly(index, options, latest, items);
      for (const [item, score] of expected.entries()) expect(scores[item]).toBeCloseTo(score, 9);
    }
  }
});
