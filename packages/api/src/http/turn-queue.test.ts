import { expect, test } from "vitest";
import { TurnQueue } from "./turn-queue.ts";

const KIB = 1024;

/** Enters bodies at once and tells in which turn of the event loop each of them begins. */
async function turnsOf(queue: TurnQueue, sizes: readonly number[]): Promise<number[]> {
  const turns: number[] = [];
  let turn = 0;
  let over = false;
  const count = () => {
    turn++;
    if (!over) setImmediate(count);
  };
  // Before the queue asks for its turn, so that each turn is counted before it begins.
  setImmediate(count);
  const begun = sizes.map(async (bytes, index) => {
    await queue.enter(bytes);
    turns[index] = turn;
  });
  await Promise.all(begun);
  over = true;
  return turns;
}

test("bodies that arrive together begin over several turns of the event loop, in the order they came in", async () => {
  const turns = await turnsOf(
    new TurnQueue(),
    Array.from({ length: 40 }, () => 64 * KIB),
  );
  expect(turns).toEqual(turns.toSorted((a, b) => a - b));
  for (const beginsAt of new Set(turns)) expect(turns.filter((turn) => turn === beginsAt)).toHaveLength(4);
});

test("a body that is larger than a turn's part begins all the same, and what follows it in a later turn", async () => {
  const [large = -1, next = -1] = await turnsOf(new TurnQueue(), [10 * KIB * KIB, KIB]);
  expect([large, next > large]).toEqual([0, true]);
});

test("who comes while others wait does not overtake them", async () => {
  const queue = new TurnQueue();
  const order: string[] = [];
  const enter = async (name: string) => {
    await queue.enter(200 * KIB);
    order.push(name);
  };
  const first = ["a", "b", "c", "d"].map(enter);
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([...first, enter("e")]);
  expect(order).toEqual(["a", "b", "c", "d", "e"]);
});

test("in line are the bytes of bodies that have not begun", async () => {
  const queue = new TurnQueue();
  const bodies = Array.from({ length: 6 }, () => queue.enter(128 * KIB));
  expect(queue.waitingBytes).toBe(4 * 128 * KIB);
  await bodies[2];
  expect(queue.waitingBytes).toBe(2 * 128 * KIB);
  await bodies[5];
  expect(queue.waitingBytes).toBe(0);
});

test("who comes alone does not wait", async () => {
  const queue = new TurnQueue();
  for (let round = 0; round < 3; round++) {
    expect(queue.enter(100 * KIB)).toBeUndefined();
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
});
