import { createRandom } from "../random.ts";
import { seedOf } from "./market.ts";

/** A person that a simulated campaign is for. */
export type SimulatedPerson = { id: string; isHeldOut: boolean };

export type OrderSimulation = {
  /** Of all chance; the same seed, people and days give the same orders. */
  seed: number;
  people: readonly SimulatedPerson[];
  /** Days since the epoch, in order, with the conversions that platforms claim for each. */
  days: readonly { day: number; claimed: number }[];
};

/** The truth that a measured lift is compared with. */
export type OrderTruth = {
  /** Probability that a person orders on a day, ads or none. */
  dailyRate: number;
  /** Share of claimed conversions that would not have come without the ads. Platforms claim also whom they would have got anyway. */
  incrementalShare: number;
};

/** Draws what holds of one campaign: 0.2 to 0.6 % order on a day by themselves, and 30 to 80 % of what is claimed is the ads' doing. */
export function drawOrderTruth(seed: number): OrderTruth {
  const random = createRandom(seedOf(seed, "orders"));
  return { dailyRate: 0.002 + 0.004 * random.next(), incrementalShare: 0.3 + 0.5 * random.next() };
}

/**
 * Who of a campaign's people orders first on which day: everybody by themselves, and those who may see the ads besides by what the ads bring,
 * spread evenly over them. Each person's chance on a day is drawn from the seed, so a longer history begins with the shorter one. O(people · days).
 */
export function simulateOrders({ seed, people, days }: OrderSimulation): Map<string, number> {
  const { dailyRate, incrementalShare } = drawOrderTruth(seed);
  const treated = people.filter(({ isHeldOut }) => !isHeldOut).length;
  const orders = new Map<string, number>();
  for (const { id, isHeldOut } of people) {
    const random = createRandom(seedOf(seed, id));
    for (const { day, claimed } of days) {
      const added = isHeldOut ? 0 : Math.min(0.5, (claimed * incrementalShare) / Math.max(1, treated));
      if (random.next() >= 1 - (1 - dailyRate) * (1 - added)) continue;
      orders.set(id, day);
      break;
    }
  }
  return orders;
}
