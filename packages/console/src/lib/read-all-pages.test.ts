import { expect, test } from "vitest";
import { readAllPages } from "./read-all-pages.ts";

const signal = new AbortController().signal;

test("a list is read to its end, in its order, and says how far it is", async () => {
  const counts: number[] = [];
  const read = async (cursor = "0") => {
    const at = Number(cursor);
    return { data: [at, at + 1], nextCursor: at < 4 ? String(at + 2) : null };
  };
  expect(await readAllPages(read, signal, (count) => counts.push(count))).toEqual([0, 1, 2, 3, 4, 5]);
  expect(counts).toEqual([2, 4, 6]);
});

test("a page that cannot be read ends it: half a list is no list", async () => {
  const read = async (cursor?: string) => {
    if (cursor) throw new Error("away");
    return { data: [1], nextCursor: "next" };
  };
  await expect(readAllPages(read, signal, () => undefined)).rejects.toThrow("away");
});
