import { describe, expect, it } from "vitest";
import type { InteractionTable } from "../collaborative/interactions.ts";
import { itemsOfUser, timesOfUser } from "../collaborative/interactions.ts";
import { createRandom } from "../random.ts";
import { holdOut } from "./hold-out.ts";

const DAY_MS = 86_400_000;

/** Users who turn to few items again and again, on random days. */
function drawTable(users: number, perUser: number, days: number): InteractionTable {
  const random = createRandom(5);
  const [items, entries] = [40, users * perUser];
  return {
    users,
    items,
    userOf: Int32Array.from({ length: entries }, (_, entry) => entry % users),
    itemOf: Int32Array.from({ length: entries }, () => Math.min(random.int(items), random.int(items))),
    timesMs: Float64Array.from({ length: entries }, () => Math.floor(random.next() * days * DAY_MS)),
  };
}

/** Times at which a user turned to an item. */
function timesOf({ userOf, itemOf, timesMs }: InteractionTable, user: number, item: number): number[] {
  return Array.from(timesMs).filter((_, entry) => userOf[entry] === user && itemOf[entry] === item);
}

describe("holdOut", () => {
  const table = drawTable(1_500, 25, 30);
  const holdout = holdOut(table, createRandom(1));
  const asked = [...holdout.choosing, ...holdout.judging];

  it("asks within the last tenth for items that the user never turned to before; all before is known", () => {
    const cutMs = Math.max(...holdout.heard.timesMs);
    let [within, repeats] = [0, 0];
    for (const user of asked.slice(0, 300)) {
      const wanted = [...itemsOfUser(holdout.test, user)];
      const askedMs = timesOfUser(holdout.test, user)[0] ?? 0;
      expect(askedMs).toBeGreaterThan(cutMs);
      expect(wanted.length).toBeLessThanOrEqual(5);
      for (const item of wanted) expect(Math.min(...timesOf(table, user, item))).toBeGreaterThanOrEqual(askedMs);
      const known = Array.from(table.itemOf).filter(
        (_, entry) => table.userOf[entry] === user && (table.timesMs[entry] ?? 0) < askedMs,
      );
      expect(new Set(itemsOfUser(holdout.past, user))).toEqual(new Set(known));
      within += Number((timesOfUser(holdout.past, user).at(-1) ?? 0) > cutMs);
      repeats += known.length - new Set(known).size;
    }
    expect(asked.length).toBeGreaterThan(1_000);
    expect(within).toBeGreaterThan(30);
    expect(repeats).toBeGreaterThan(300);
  });

  it("learns from the first nine tenths, of which what is learned by every event hears with all repeats", () => {
    expect(holdout.heard.itemOf.length / table.itemOf.length).toBeCloseTo(0.9, 2);
    expect(holdout.train.itemOf.length).toBeLessThan(holdout.heard.itemOf.length);
    expect(holdout.askAgain?.(createRandom(2)).train.itemOf.length).toBe(holdout.train.itemOf.length);
  });

  it("asks everybody before their last new item where too few come back for chance not to decide", () => {
    const few = drawTable(300, 12, 30);
    const last = holdOut(few, createRandom(1));
    expect(last.askAgain).toBeUndefined();
    expect(last.choosing.length + last.judging.length).toBe(300);
    for (let user = 0; user < 300; user += 1) {
      const [item = -1, ...others] = itemsOfUser(last.test, user);
      expect(others).toEqual([]);
      const askedMs = timesOfUser(last.test, user)[0] ?? 0;
      expect(Math.min(...timesOf(few, user, item))).toBe(askedMs);
      expect([...itemsOfUser(last.past, user)]).toEqual([...itemsOfUser(last.train, user)]);
      expect(timesOfUser(last.past, user).every((time) => time <= askedMs)).toBe(true);
    }
  });
});
