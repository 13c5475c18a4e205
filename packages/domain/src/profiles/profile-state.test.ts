import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { sortKeys } from "@rapport/testkit/sort-keys";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EnrichedEvent } from "../events/enriched-event.ts";
import { foldEvents } from "./fold-events.ts";
import type { ProfileState } from "./profile-state.ts";
import {
  copyProfileState,
  emptyProfileState,
  MAX_PROFILE_KEYS,
  MAX_RECENT_ITEMS,
  MAX_TRAIT_LENGTH,
  MAX_TRAITS,
  mergeProfileStates,
} from "./profile-state.ts";

const textOf = (state: ProfileState) => JSON.stringify(sortKeys(state));

function fold(events: readonly EnrichedEvent[], state = emptyProfileState()): ProfileState {
  foldEvents(state, events);
  return state;
}

const NAMES = ["__proto__", "constructor", "toString", "hasOwnProperty", "Product Viewed", "Order Completed", "a", ""];
const name = fc.constantFrom(...NAMES);
const touch = fc.record({
  source: fc.option(name),
  medium: fc.constant(null),
  campaign: fc.option(name),
  referrer: fc.constant(null),
  clickId: fc.constant(null),
});
/** Around the longest trait that is kept, on both sides. */
const tooLong = fc.constantFrom(-2, -1, 0).map((more) => "x".repeat(MAX_TRAIT_LENGTH + more));
/** Events that collide wherever they can: few times, few names, few keys. */
const anyEvent = fc
  .record({
    type: fc.constantFrom("track" as const, "identify" as const, "group" as const, "page" as const),
    name,
    timestampMs: fc.integer({ min: 0, max: 4 }),
    userId: fc.option(fc.constantFrom("u1", "u2"), { nil: undefined }),
    traits: fc.dictionary(name, fc.oneof(fc.jsonValue({ maxDepth: 1 }), tooLong), { maxKeys: 3 }),
    groupId: name,
    properties: fc.record({ product_id: fc.integer({ min: 0, max: 60 }), items: fc.array(name, { maxLength: 3 }) }),
    touch: fc.option(touch, { nil: undefined }),
    context: fc.record({
      consent: fc.record({ categoryPreferences: fc.dictionary(name, fc.boolean(), { maxKeys: 2 }) }),
    }),
  })
  .map(({ traits, groupId, properties, context, touch: from, ...event }) =>
    enrichedEvent({
      ...event,
      payload: { traits, groupId, properties, context },
      enrichment: from ? { touch: from } : {},
    }),
  );

/** Folds the parts apart and merges them in pairs, in the order that `turns` say. */
function mergeParts(parts: EnrichedEvent[][], turns: readonly number[]): ProfileState {
  const states = parts.map((part) => fold(part));
  for (let i = 0; states.length > 1; i++) {
    const [left] = states.splice((turns[i % turns.length] ?? 0) % states.length, 1);
    const at = (turns[(i + 1) % turns.length] ?? 0) % states.length;
    const right = states[at];
    if (left && right) states[at] = mergeProfileStates(left, right);
  }
  return states[0] ?? emptyProfileState();
}

function cut<T>(list: readonly T[], partOf: readonly number[]): T[][] {
  return [...Map.groupBy(list, (_, i) => (partOf[i % partOf.length] ?? 0) % 5).values()];
}

const numbers = fc.array(fc.nat(100), { minLength: 1, maxLength: 40 });

describe("any order and any split into parts give the same profile, byte for byte", () => {
  test("with equal times, and names that are members of objects", () => {
    const shuffled = fc.array(anyEvent, { maxLength: 60 }).chain((events) =>
      fc.record({
        events: fc.constant(events),
        order: fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, numbers, numbers, ({ events, order }, partOf, turns) => {
        const expected = textOf(fold(events));
        expect(textOf(fold(order))).toBe(expected);
        expect(textOf(mergeParts(cut(order, partOf), turns))).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  test("past the bounds of traits, names, groups and items", () => {
    const many = Array.from({ length: 1_400 }, (_, i) => {
      const key = `k${(i * 7_919) % 1_400}`;
      const kind = { type: i % 2 === 0 ? ("identify" as const) : ("group" as const), timestampMs: i % 5 };
      const traits = { [key]: i, [`${key}x`]: i, [`k${i % 30}`]: i };
      return [
        enrichedEvent({ name: key, payload: { properties: { item_id: key } }, timestampMs: i % 50 }),
        enrichedEvent({ ...kind, name: NAMES[i % NAMES.length] ?? "", payload: { traits, groupId: key } }),
      ];
    }).flat();
    const full = fold(many);
    expect(Object.keys(full.traits)).toHaveLength(MAX_TRAITS);
    expect(Object.keys(full.counters)).toHaveLength(MAX_PROFILE_KEYS);
    expect(full.recentItems).toHaveLength(MAX_RECENT_ITEMS);
    expect(Reflect.get(full.counters, "__proto__")).toBe(many.length / 2 / NAMES.length);
    const shuffle = fc.shuffledSubarray(many, { minLength: many.length, maxLength: many.length });
    fc.assert(
      fc.property(shuffle, numbers, numbers, (order, partOf, turns) => {
        expect(textOf(mergeParts(cut(order, partOf), turns))).toBe(textOf(full));
      }),
      { numRuns: 5 },
    );
  });
});

test("what was stored as JSON and read again folds on as if it had never been away", () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 30 }), fc.nat(30), (events, at) => {
      const stored: ProfileState = JSON.parse(JSON.stringify(fold(events.slice(0, at))));
      const resumed = fold(events.slice(at), copyProfileState(stored));
      expect(textOf(resumed)).toBe(textOf(fold(events)));
    }),
    { numRuns: 300 },
  );
});

test("merging changes neither part", () => {
  const [a, b] = [fold([enrichedEvent({ name: "a" })]), fold([enrichedEvent({ name: "b" })])];
  const before = [textOf(a), textOf(b)];
  mergeProfileStates(a, b);
  expect([textOf(a), textOf(b)]).toEqual(before);
});

describe("each part of a profile", () => {
  const at = (timestampMs: number, more: Partial<EnrichedEvent> = {}) => enrichedEvent({ timestampMs, ...more });
  const identify = (timestampMs: number, traits: object, more: Partial<EnrichedEvent> = {}) =>
    at(timestampMs, { type: "identify", payload: { traits }, ...more });

  test("traits keep what was said last, by the time of the event and then by its id", () => {
    const events = [
      identify(2, { plan: "pro", seats: 1 }, { messageId: "b" }),
      identify(1, { plan: "free", city: "Oslo" }),
      identify(2, { plan: "team" }, { messageId: "c" }),
      identify(2, { seats: 9 }, { messageId: "a" }),
    ];
    expect({ ...fold(events).traits }).toEqual({ plan: "team", seats: 1, city: "Oslo" });
  });

  test("traits are taken from context.traits too, and traits itself wins", () => {
    const payload = { context: { traits: { a: 1, b: 1 } }, traits: { b: 2 } };
    expect({ ...fold([at(0, { type: "identify", payload })]).traits }).toEqual({ a: 1, b: 2 });
  });

  test("traits too long to keep leave what was there, whatever they are made of", () => {
    const long = "é".repeat(MAX_TRAIT_LENGTH - 2);
    const kept = { exact: long, list: [1], flag: true, none: null };
    const over = { exact: `${long}x`, list: [long], flag: { long }, none: `${'"'.repeat(1_100)}`, [`n${long}`]: 1 };
    expect({ ...fold([identify(1, kept), identify(2, over)]).traits }).toEqual(kept);
  });

  test("a profile of nothing but the largest traits stays below a megabyte", () => {
    const traits = (i: number) => Object.fromEntries([["k".repeat(250) + i, "x".repeat(2_046)]]);
    const state = fold(Array.from({ length: 600 }, (_, i) => identify(i, traits(i))));
    expect(Object.keys(state.traits)).toHaveLength(MAX_TRAITS);
    expect(JSON.stringify(state).length).toBeLessThan(1_000_000);
  });

  test("the user id is the one that identified first; the seen span and touches are the outermost", () => {
    const source = (name: string) => ({ source: name, medium: null, campaign: null, referrer: null, clickId: null });
    const state = fold([
      at(5, { userId: "second", enrichment: { touch: source("mid") } }),
      at(9, { enrichment: { touch: source("last") } }),
      at(3, { userId: "first", enrichment: { touch: source("first") } }),
      at(12),
    ]);
    expect(state).toMatchObject({
      userId: "first",
      firstSeenAt: "1970-01-01T00:00:00.003Z",
      lastSeenAt: "1970-01-01T00:00:00.012Z",
      firstTouch: { source: "first" },
      lastTouch: { source: "last" },
      eventCount: 4,
    });
  });

  test("groups are those joined, items the latest first", () => {
    const view = (timestampMs: number, id: string) =>
      at(timestampMs, { name: "Product Viewed", payload: { properties: { product_id: id } } });
    const state = fold([
      at(1, { type: "group", payload: { groupId: "acme" } }),
      view(1, "a"),
      view(3, "b"),
      view(2, "c"),
    ]);
    expect(Object.keys(state.groups)).toEqual(["acme"]);
    expect(state.recentItems).toEqual([
      ["b", "viewed", 3],
      ["c", "viewed", 2],
      ["a", "viewed", 1],
    ]);
  });
});
