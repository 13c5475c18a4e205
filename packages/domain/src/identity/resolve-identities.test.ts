import type { Identity, IdentityRow } from "@rapport/store/queries/identities";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EnrichedEvent } from "../events/enriched-event.ts";
import { findLinkingEvents, identitiesOf, resolveIdentities } from "./resolve-identities.ts";

/** What the store would hold, as far as identities go. */
function createModel() {
  const pointers = new Map<string, Identity & { profileId: string }>();
  const mergedInto = new Map<string, string>();
  const keyOf = ({ kind, value }: Identity) => `${kind}:${value}`;
  const rootOf = (id: string): string => {
    const next = mergedInto.get(id);
    return next === undefined ? id : rootOf(next);
  };
  function known(events: readonly EnrichedEvent[]): IdentityRow[] {
    return identitiesOf(events).flatMap((identity) => {
      const row = pointers.get(keyOf(identity));
      if (!row) return [];
      const identified = [...pointers.values()].some((p) => p.kind === "user" && p.profileId === row.profileId);
      return [{ ...row, identified }];
    });
  }
  return {
    /** Resolves a batch and keeps the outcome; answers the profile of each event. */
    resolve(events: readonly EnrichedEvent[]): string[] {
      const { profileIds, pointers: changed, merges } = resolveIdentities("prj_test", known(events), events);
      for (const pointer of changed) pointers.set(keyOf(pointer), pointer);
      for (const { from, to } of merges) {
        mergedInto.set(from, to);
        for (const pointer of pointers.values()) if (pointer.profileId === from) pointer.profileId = to;
      }
      return profileIds;
    },
    rootOf,
    known,
    /** Which ids lead to one profile, e.g. `["anonymous:d1 user:u1"]`. */
    people: () =>
      [...Map.groupBy(pointers.keys(), (key) => pointers.get(key)?.profileId)]
        .map(([, keys]) => keys.sort().join(" "))
        .sort(),
    mergeCount: () => mergedInto.size,
  };
}

/** Ids of users in the order of what a program does with them. */
const USERS = ["u1", "u2", "u3", "u4"] as const;
const DEVICES = ["d1", "d2", "d3", "u1"] as const;
const device = (anonymousId: string) => enrichedEvent({ anonymousId });
const user = (userId: string) => enrichedEvent({ anonymousId: undefined, userId });
const both = (userId: string, anonymousId: string) => enrichedEvent({ type: "identify", userId, anonymousId });
const alias = (previousId: string, userId: string, trusted = false, anonymousId?: string) =>
  enrichedEvent({ type: "alias", userId, anonymousId, trusted, payload: { previousId } });

/** Messages in order, who they make, the profile number of each message, and how many profiles were merged away. */
const CASES: [name: string, events: EnrichedEvent[], people: string[], ofEvents: number[], merges: number][] = [
  ["a new device is a person", [device("d1"), device("d1")], ["anonymous:d1"], [0, 0], 0],
  ["two devices are two people", [device("d1"), device("d2")], ["anonymous:d1", "anonymous:d2"], [0, 1], 0],
  ["a device and a user of one name are two people", [device("x"), user("x")], ["anonymous:x", "user:x"], [0, 1], 0],
  [
    "a device's history becomes that of the user who signs in",
    [device("d1"), both("u1", "d1"), device("d1"), user("u1")],
    ["anonymous:d1 user:u1"],
    [0, 0, 0, 0],
    0,
  ],
  [
    "a device's history joins a user who is known already",
    [user("u1"), device("d1"), both("u1", "d1")],
    ["anonymous:d1 user:u1"],
    [0, 0, 0],
    1,
  ],
  [
    "a user's devices are all theirs",
    [both("u1", "d1"), both("u1", "d2"), device("d2")],
    ["anonymous:d1 anonymous:d2 user:u1"],
    [0, 0, 0],
    0,
  ],
  [
    "the next who signs in on a device gets it from then on; the two stay two",
    [both("u1", "d1"), both("u2", "d1"), device("d1"), user("u1")],
    ["anonymous:d1 user:u2", "user:u1"],
    [0, 1, 1, 0],
    0,
  ],
  [
    "a device that goes back and forth joins nobody",
    [both("u1", "d1"), both("u2", "d1"), both("u1", "d1"), both("u2", "d1"), device("d1")],
    ["anonymous:d1 user:u2", "user:u1"],
    [0, 1, 0, 1, 1],
    0,
  ],
  [
    "an alias joins a device to its user",
    [device("d1"), user("u1"), alias("d1", "u1")],
    ["anonymous:d1 user:u1"],
    [0, 0, 0],
    1,
  ],
  [
    "an alias by a public key between two identified people is refused",
    [user("u1"), user("u2"), alias("u1", "u2")],
    ["user:u1", "user:u2"],
    [0, 1, 1],
    0,
  ],
  [
    "an alias by a secret key joins two identified people",
    [user("u1"), user("u2"), alias("u1", "u2", true), user("u1")],
    ["user:u1 user:u2"],
    [0, 0, 0, 0],
    1,
  ],
  [
    "a public key cannot join two identified people through their devices either",
    [both("u1", "d1"), both("u2", "d2"), alias("d1", "u2"), alias("d1", "u2", false, "d2")],
    ["anonymous:d1 user:u1", "anonymous:d2 user:u2"],
    [0, 1, 1, 1],
    0,
  ],
  [
    "an alias of an id never seen gives it to the user",
    [alias("old", "u1"), device("old")],
    ["anonymous:old user:u1"],
    [0, 0],
    0,
  ],
  ["an alias of itself changes nothing", [user("u1"), alias("u1", "u1", true)], ["user:u1"], [0, 0], 0],
  [
    "merges that follow from each other in one batch lead to one person",
    [
      user("u1"),
      user("u2"),
      user("u3"),
      user("u4"),
      alias("u1", "u2", true),
      alias("u3", "u4", true),
      alias("u2", "u3", true),
    ],
    ["user:u1 user:u2 user:u3 user:u4"],
    [0, 0, 0, 0, 0, 0, 0],
    3,
  ],
  [
    "a device re-pointed before its old user is merged stays with the new one",
    [both("u1", "d1"), both("u2", "d1"), user("u3"), alias("u1", "u3", true), device("d1")],
    ["anonymous:d1 user:u2", "user:u1 user:u3"],
    [0, 1, 0, 0, 1],
    1,
  ],
];

describe.each(CASES)("%s", (_name, events, people, ofEvents, merges) => {
  const numbersOf = (profileIds: readonly string[]) => {
    const order = [...new Set(profileIds)];
    return profileIds.map((id) => order.indexOf(id));
  };

  test("in one batch", () => {
    const model = createModel();
    expect(numbersOf(model.resolve(events))).toEqual(ofEvents);
    expect([model.people(), model.mergeCount()]).toEqual([people, merges]);
  });

  test("one by one", () => {
    const model = createModel();
    const profileIds = events.flatMap((event) => model.resolve([event]));
    expect(numbersOf(profileIds.map(model.rootOf))).toEqual(ofEvents);
    expect([model.people(), model.mergeCount()]).toEqual([people, merges]);
  });
});

const anyEvent = fc.oneof(
  fc.constantFrom("d1", "d2", "d3").map(device),
  fc.constantFrom("u1", "u2", "u3").map(user),
  fc.tuple(fc.constantFrom("u1", "u2", "u3"), fc.constantFrom("d1", "d2", "d3")).map(([u, d]) => both(u, d)),
  fc
    .tuple(fc.constantFrom("u1", "u2", "d1", "d3", "old"), fc.constantFrom("u1", "u2", "u3"), fc.boolean())
    .map(([previous, u, trusted]) => alias(previous, u, trusted)),
);

test("how messages are cut into batches changes no profile", () => {
  const cut = fc.array(fc.tuple(anyEvent, fc.boolean()), { maxLength: 25 });
  fc.assert(
    fc.property(cut, (entries) => {
      const [single, batched] = [createModel(), createModel()];
      const one = entries.flatMap(([event]) => single.resolve([event])).map(single.rootOf);
      const many: string[] = [];
      let batch: EnrichedEvent[] = [];
      for (const [event, ends] of entries) {
        batch.push(event);
        if (!ends) continue;
        many.push(...batched.resolve(batch));
        batch = [];
      }
      many.push(...batched.resolve(batch));
      expect(many.map(batched.rootOf)).toEqual(one);
      expect(batched.people()).toEqual(single.people());
    }),
    { numRuns: 2_000 },
  );
});

test("no message by a public key ever joins two people who are both identified", () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 25 }), (events) => {
      const model = createModel();
      for (const event of events) model.resolve([{ ...event, trusted: false }]);
      for (const person of model.people()) expect(person.match(/user:/g)?.length ?? 0).toBeLessThanOrEqual(1);
    }),
    { numRuns: 2_000 },
  );
});

test("a message that could join or re-point is found as such, one that repeats what is known is not", () => {
  const model = createModel();
  model.resolve([both("u1", "d1"), both("u2", "d2")]);
  const found = (events: EnrichedEvent[]) => findLinkingEvents(model.known(events), events).length;
  expect(found([both("u1", "d1"), device("d1"), user("u2")])).toBe(0);
  expect(found([both("u2", "d1")])).toBe(1);
  expect(found([both("u1", "d3")])).toBe(1);
  expect(found([alias("d1", "u1")])).toBe(1);
});

describe("two identified people", () => {
  const userId = fc.constantFrom(...USERS);
  const anonymousId = fc.constantFrom(...DEVICES);
  const anyId = fc.oneof(userId, anonymousId);
  const maybeDevice = fc.option(anonymousId, { nil: undefined });
  const trusted = fc.boolean();
  const anyStep = fc.oneof(
    { weight: 2, arbitrary: anonymousId.map(device) },
    { weight: 1, arbitrary: userId.map(user) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(userId, anonymousId, trusted, fc.constantFrom("identify", "track", "group", "page"))
        .map(([u, d, key, type]) => ({ ...both(u, d), type: type as EnrichedEvent["type"], trusted: key })), // as: one of the four
    },
    {
      weight: 3,
      arbitrary: fc.tuple(anyId, userId, trusted, maybeDevice).map(([p, u, key, d]) => alias(p, u, key, d)),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(anyId, anonymousId, trusted).map(([previousId, d, key]) => ({
        ...device(d),
        type: "alias" as const,
        trusted: key,
        payload: { previousId },
      })),
    },
  );
  const program = fc.array(fc.array(anyStep, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 12 });

  /** User ids that share a person, as pairs. */
  const pairsOf = (people: readonly string[]) =>
    people.flatMap((ids) => {
      const users = ids.split(" ").filter((id) => id.startsWith("user:"));
      return users.flatMap((a, i) => users.slice(i + 1).map((b) => `${a} ${b}`));
    });

  test("are never merged by a public key, nor by a secret key that names no alias", () => {
    fc.assert(
      fc.property(program, (batches) => {
        const { resolve, people } = createModel();
        for (const batch of batches) {
          resolve(batch.map((event) => (event.type === "alias" ? { ...event, trusted: false } : event)));
        }
        expect(pairsOf(people())).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });

  test("become one at an alias by a secret key alone, and of each batch without one none do", () => {
    let merged = 0;
    fc.assert(
      fc.property(program, (batches) => {
        const { resolve, people } = createModel();
        for (const batch of batches) {
          const before = pairsOf(people());
          resolve(batch);
          const joined = pairsOf(people()).filter((pair) => !before.includes(pair));
          merged += joined.length;
          const mayJoin = batch.some((event) => event.type === "alias" && event.trusted);
          if (!mayJoin) expect(joined).toEqual([]);
        }
      }),
      { numRuns: 3_000 },
    );
    // A program that never merges anybody would prove nothing.
    expect(merged).toBeGreaterThan(100);
  });
});
