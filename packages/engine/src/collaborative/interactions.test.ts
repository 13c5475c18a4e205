import { expect, test } from "vitest";
import { countUsersOfItems, groupByUser, itemsOfUser, timesOfUser, transpose } from "./interactions.ts";

const table = {
  users: 3,
  items: 4,
  userOf: Int32Array.from([2, 0, 0, 2, 0, 2]),
  itemOf: Int32Array.from([1, 3, 2, 1, 3, 0]),
  timesMs: Float64Array.from([50, 10, 5, 20, 7, 60]),
};

test("histories are in the order of time, and of repeats the latest stays", () => {
  const grouped = groupByUser(table);
  expect([0, 1, 2].map((user) => [...itemsOfUser(grouped, user)])).toEqual([[2, 3], [], [1, 0]]);
  expect([0, 1, 2].map((user) => [...timesOfUser(grouped, user)])).toEqual([[5, 10], [], [50, 60]]);
  expect([...countUsersOfItems(grouped)]).toEqual([1, 1, 1, 1]);
});

test("turned round, each item has its users; turned twice, it is the same", () => {
  const grouped = groupByUser(table);
  const turned = transpose(grouped);
  expect([0, 1, 2, 3].map((item) => [...itemsOfUser(turned, item)])).toEqual([[2], [2], [0], [0]]);
  expect(transpose(turned).starts).toEqual(grouped.starts);
});
