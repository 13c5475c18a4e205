import { expect, test } from "vitest";
import { matchesFilter, readEventsSearch } from "./event-filter.ts";
import { testEntry, testRejected } from "./test-entries.ts";

const viewed = testEntry(1, { userId: "Ada", payload: { properties: { product: { name: "Copper Kettle" } } } });
const rejected = testRejected("r-1", JSON.stringify({ type: "track", event: "Order Completed", userId: "grace" }));

test("text search looks at the whole message, in any case, every word", () => {
  expect(matchesFilter(viewed, { q: "copper" })).toBe(true);
  expect(matchesFilter(viewed, { q: "ADA kettle" })).toBe(true);
  expect(matchesFilter(viewed, { q: "ada teapot" })).toBe(false);
  expect(matchesFilter(rejected, { q: "missing_field grace" })).toBe(true);
});

test("type and name narrow both kinds of rows", () => {
  expect(matchesFilter(viewed, { type: "track" })).toBe(true);
  expect(matchesFilter(viewed, { type: "page" })).toBe(false);
  expect(matchesFilter(viewed, { name: "Product Viewed" })).toBe(true);
  expect(matchesFilter(rejected, { type: "track", name: "Order Completed" })).toBe(true);
  expect(matchesFilter(rejected, { name: "Product Viewed" })).toBe(false);
});

test("rejected only leaves out everything that was taken", () => {
  expect(matchesFilter(viewed, { only: "rejected" })).toBe(false);
  expect(matchesFilter(rejected, { only: "rejected" })).toBe(true);
});

test("a message that is not JSON can still be found and filtered", () => {
  const broken = testRejected("r-2", '{"event": "Ord');
  expect(matchesFilter(broken, { q: "ord" })).toBe(true);
  expect(matchesFilter(broken, { type: "track" })).toBe(false);
});

test("the URL gives the filter back, and nonsense in it is dropped", () => {
  expect(
    readEventsSearch({ q: 42, type: "page", name: "Home", only: "rejected", selected: "m-1", view: "raw" }),
  ).toEqual({
    q: "42",
    type: "page",
    name: "Home",
    only: "rejected",
    selected: "m-1",
    view: "raw",
    guide: undefined,
  });
  const empty = readEventsSearch({ q: "", type: "drop", name: {}, only: "all", selected: [], view: 1 });
  expect(Object.values(empty).every((value) => value === undefined)).toBe(true);
});
