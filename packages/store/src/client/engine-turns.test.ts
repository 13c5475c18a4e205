import { expect, test } from "vitest";
import { EngineTurns } from "./engine-turns.ts";

/** Turns whose work ends one turn of the event loop after it began, and the names in the order that they began in. */
function setUp() {
  const turns = new EngineTurns();
  const began: string[] = [];
  let under = 0;
  const work = (name: string) => async () => {
    began.push(name);
    expect(++under).toBe(1);
    await new Promise(setImmediate);
    under--;
    return name;
  };
  return { turns, began, work };
}

test("one thing runs at a time, and statements before transactions, each in the order of asking", async () => {
  const { turns, began, work } = setUp();
  const answers = await Promise.all([
    turns.transaction(work("first batch")),
    turns.transaction(work("second batch")),
    turns.statement(work("read")),
    turns.statement(work("other read")),
  ]);
  expect(answers).toEqual(["first batch", "second batch", "read", "other read"]);
  expect(began).toEqual(["first batch", "read", "other read", "second batch"]);
});

test("who asks several times, each after the answer before, does not wait for a batch in between", async () => {
  const { turns, began, work } = setUp();
  const reader = async () => {
    for (const name of ["one", "two", "three"]) {
      await turns.statement(work(name));
      // What is done with the answer takes a while, and waits for nothing outside.
      for (let i = 0; i < 50; i++) await undefined;
    }
  };
  const batches = ["a", "b", "c"].map((name) => turns.transaction(work(name)));
  await Promise.all([...batches, reader()]);
  expect(began).toEqual(["a", "one", "two", "three", "b", "c"]);
});

test("statements without end do not keep a transaction waiting for more than sixteen", async () => {
  const { turns, began, work } = setUp();
  let isOver = false;
  const readers = Array.from({ length: 5 }, async () => {
    while (!isOver) await turns.statement(work("read"));
  });
  for (let i = 0; i < 3; i++) await turns.transaction(work("batch"));
  isOver = true;
  await Promise.all(readers);
  const places = began.flatMap((name, place) => (name === "batch" ? [place] : []));
  expect(places).toHaveLength(3);
  expect(Math.max(...places.map((place, i) => place - (places[i - 1] ?? -1) - 1))).toBeLessThanOrEqual(16);
});

test("what fails tells whoever asked, and nobody else", async () => {
  const { turns, began, work } = setUp();
  const failing = turns.transaction(() => Promise.reject(new Error("refused")));
  const next = turns.statement(work("next"));
  await expect(failing).rejects.toThrow("refused");
  expect(await next).toBe("next");
  expect(await turns.transaction(work("later"))).toBe("later");
  expect(began).toEqual(["next", "later"]);
});
