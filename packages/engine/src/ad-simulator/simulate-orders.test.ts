import { expect, test } from "vitest";
import { drawOrderTruth, simulateOrders } from "./simulate-orders.ts";

const people = Array.from({ length: 40_000 }, (_, at) => ({ id: `p${at}`, isHeldOut: at % 4 === 0 }));
const days = Array.from({ length: 14 }, (_, day) => ({ day: 20_000 + day, claimed: 300 }));
const share = (orders: Map<string, number>, isHeldOut: boolean) => {
  const group = people.filter((person) => person.isHeldOut === isHeldOut);
  return group.filter(({ id }) => orders.has(id)).length / group.length;
};

test("people who see no ads order at their own rate, the others more by the ads' part of what is claimed", () => {
  for (const seed of [1, 2, 3]) {
    const { dailyRate, incrementalShare } = drawOrderTruth(seed);
    const orders = simulateOrders({ seed, people, days });
    const alone = 1 - (1 - dailyRate) ** 14;
    const added = (300 * incrementalShare) / 30_000;
    const shown = 1 - ((1 - dailyRate) * (1 - added)) ** 14;
    // Four standard errors of a share of 10,000 people.
    expect(Math.abs(share(orders, true) - alone)).toBeLessThan(4 * Math.sqrt((alone * (1 - alone)) / 10_000));
    expect(Math.abs(share(orders, false) - shown)).toBeLessThan(4 * Math.sqrt((shown * (1 - shown)) / 30_000));
  }
});

test("a longer history begins with the shorter one", () => {
  const whole = simulateOrders({ seed: 5, people, days });
  const part = simulateOrders({ seed: 5, people, days: days.slice(0, 6) });
  expect([...whole].filter(([, day]) => day < 20_006)).toEqual([...part]);
});
