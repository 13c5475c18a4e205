import { expect, test } from "vitest";
import { MAX_RECENT_ITEMS } from "../profiles/profile-state.ts";
import type { PersonName } from "./remembered-people.ts";
import { RememberedPeople } from "./remembered-people.ts";

const user = (value: string): PersonName => ({ kind: "user", value });
const device = (value: string): PersonName => ({ kind: "anonymous", value });
const row = (id: string, ...itemIds: string[]) => ({
  id,
  recentItems: itemIds.map((itemId, i): [string, string, number] => [itemId, i % 2 ? "viewed" : "purchased", 1e12 + i]),
});

test("answers what the store said, by each id that led there, and in the project it was said of", () => {
  const people = new RememberedPeople();
  const ada = row("1", "kettle", "pan", "kettle");
  people.keep("a", user("ada"), ada, people.begin());
  people.keep("a", device("phone"), ada, people.begin());
  people.keep("a", user("bob"), row("2"), people.begin());
  expect(people.find("a", user("ada"))).toEqual(ada);
  expect(people.find("a", device("phone"))).toEqual(ada);
  expect(people.find("a", user("bob"))).toEqual(row("2"));
  expect(people.find("a", device("ada"))).toBeUndefined();
  expect(people.find("b", user("ada"))).toBeUndefined();
});

test("forgets a person under all ids, and nobody else", () => {
  const people = new RememberedPeople();
  people.keep("a", user("ada"), row("1", "kettle"), people.begin());
  people.keep("a", device("phone"), row("1", "kettle"), people.begin());
  people.keep("a", user("bob"), row("2", "pan"), people.begin());
  people.forget("b", ["1"]);
  expect(people.find("a", user("ada"))).toBeDefined();
  people.forget("a", ["1"]);
  expect([people.find("a", user("ada")), people.find("a", device("phone"))]).toEqual([undefined, undefined]);
  expect(people.find("a", user("bob"))).toEqual(row("2", "pan"));
  people.keep("a", user("cid"), row("3", "mill"), people.begin());
  expect(people.find("a", user("cid"))).toEqual(row("3", "mill"));
  people.clear();
  expect(people.find("a", user("cid"))).toBeUndefined();
});

test("follows an id that goes over to somebody else, and forgets it with whom it leads to now", () => {
  const people = new RememberedPeople();
  people.keep("a", user("ada"), row("1", "kettle"), people.begin());
  people.keep("a", device("phone"), row("1", "kettle"), people.begin());
  people.keep("a", device("phone"), row("2", "pan"), people.begin());
  expect(people.find("a", device("phone"))).toEqual(row("2", "pan"));
  people.forget("a", ["1"]);
  expect(people.find("a", user("ada"))).toBeUndefined();
  expect(people.find("a", device("phone"))).toEqual(row("2", "pan"));
  people.forget("a", ["2"]);
  expect(people.find("a", device("phone"))).toBeUndefined();
  expect(people.size).toBe(0);
});

test("does not keep what was read before the person changed, however many changed since", () => {
  const people = new RememberedPeople();
  const before = people.begin();
  people.forget("a", ["1"]);
  people.keep("a", user("ada"), row("1", "kettle"), before);
  people.keep("a", user("bob"), row("2", "pan"), before);
  expect(people.find("a", user("ada"))).toBeUndefined();
  expect(people.find("a", user("bob"))).toBeDefined();
  for (let i = 0; i < 11_000; i += 1) people.forget("a", [`other-${i}`]);
  people.keep("a", user("ada"), row("1", "kettle"), before);
  expect(people.find("a", user("ada"))).toBeUndefined();
  const beforeClear = people.begin();
  people.clear();
  people.keep("a", user("ada"), row("1", "kettle"), beforeClear);
  expect(people.find("a", user("ada"))).toBeUndefined();
});

test("is not asked once the time that it is trusted for is over, and is again when it is longer", () => {
  let nowMs = 0;
  const people = new RememberedPeople({ nowMs: () => nowMs });
  expect(people.isShared).toBe(false);
  people.trustUntil(0);
  expect(people.isShared).toBe(true);
  people.keep("a", user("ada"), row("1", "kettle"), people.begin());
  expect(people.find("a", user("ada"))).toBeUndefined();
  people.trustUntil(10);
  expect(people.find("a", user("ada"))).toBeDefined();
  nowMs = 10;
  expect(people.find("a", user("ada"))).toBeUndefined();
});

test("holds no more people than it has room for, and lets go first of those who are not asked for", () => {
  const people = new RememberedPeople({ room: 100 });
  for (let i = 0; i < 1_000; i += 1) {
    people.keep("a", user(`u${i}`), row(String(i), `item-${i % 7}`), people.begin());
    people.find("a", user("u0"));
  }
  expect(people.size).toBe(100);
  expect(people.find("a", user("u0"))).toEqual(row("0", "item-0"));
  expect(people.find("a", user("u500"))).toBeUndefined();
  for (let i = 950; i < 1_000; i += 1) {
    expect(people.find("a", user(`u${i}`))).toEqual(row(String(i), `item-${i % 7}`));
  }
});

test("leaves out a history that is longer than any profile's", () => {
  const people = new RememberedPeople();
  const items = Array.from({ length: MAX_RECENT_ITEMS + 1 }, (_, i) => `item-${i}`);
  people.keep("a", user("ada"), row("1", ...items), people.begin());
  people.keep("a", user("bob"), row("2", ...items.slice(1)), people.begin());
  expect(people.find("a", user("ada"))).toBeUndefined();
  expect(people.find("a", user("bob"))).toEqual(row("2", ...items.slice(1)));
});

test("begins anew when people have done things with more items than it has numbers for", () => {
  const people = new RememberedPeople();
  const items = (i: number) => Array.from({ length: MAX_RECENT_ITEMS }, (_, rank) => `item-${i}-${rank}`);
  const count = 200_000 / MAX_RECENT_ITEMS + 2;
  for (let i = 0; i < count; i += 1) people.keep("a", user(`u${i}`), row(String(i), ...items(i)), people.begin());
  expect(people.size).toBe(1);
  expect(people.find("a", user(`u${count - 1}`))).toEqual(row(String(count - 1), ...items(count - 1)));
});
