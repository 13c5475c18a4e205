import type { Random } from "@rapport/engine/random";
import { createRandom } from "@rapport/engine/random";

/** What one simulated person did. */
export type CohortAction = { action: string; timestampMs: number; value: number | undefined };

/** A person with what nobody sees: how often they come, how ready they are to buy, and when they left for good. */
export type CohortPerson = {
  id: string;
  actions: CohortAction[];
  /** Visits a day while they stay. */
  visitsPerDay: number;
  /** Log-odds that a visit ends in an order, without and with a filled cart of the days before. */
  coldLogit: number;
  warmLogit: number;
  leftAtMs: number;
};

export type CohortInput = { seed: number; people: number; startMs: number; days: number };

const DAY_MS = 86_400_000;
/** A filled cart makes an order likelier for so long. */
const WARM_MS = 4 * DAY_MS;

/**
 * Simulates people with planted propensities: visits come by a Poisson process with an own rate, hours gather around an own
 * favourite, views lead to carts and carts to orders by an own readiness, and each day some leave for good. Deterministic by seed.
 */
export function simulateCohort({ seed, people, startMs, days }: CohortInput): CohortPerson[] {
  return Array.from({ length: people }, (_, index) => {
    const random = createRandom(seed * 1_000_003 + index);
    return simulatePerson(random, `person-${index}`, startMs, startMs + days * DAY_MS);
  });
}

/** Expected orders within a horizon, given all that is hidden, up to what chance decides: the score to compare with. */
export function trueReadiness(person: CohortPerson, atMs: number, horizonDays: number): number {
  if (atMs >= person.leftAtMs) return 0;
  const warm = person.actions.some(
    ({ action, timestampMs }) => action === "Product Added" && timestampMs < atMs && timestampMs >= atMs - WARM_MS,
  );
  const ordered = person.actions.findLast(
    ({ action, timestampMs }) => action === "Order Completed" && timestampMs < atMs,
  );
  const isWarm = warm && (ordered === undefined || ordered.timestampMs < atMs - WARM_MS);
  const visits = person.visitsPerDay * horizonDays;
  const cold = visits * sigmoid(person.coldLogit);
  return isWarm ? cold + Math.min(1, person.visitsPerDay * 4) * sigmoid(person.warmLogit) : cold;
}

/** Expected carts filled within a horizon by the visits of who has filled none of late, given all that is hidden. */
export function trueInterest(person: CohortPerson, atMs: number, horizonDays: number): number {
  if (atMs >= person.leftAtMs) return 0;
  return person.visitsPerDay * horizonDays * (1 - sigmoid(person.coldLogit)) * sigmoid(person.coldLogit + 1.5);
}

function simulatePerson(random: Random, id: string, startMs: number, endMs: number): CohortPerson {
  const visitsPerDay = Math.exp(random.normal() * 0.8 - 1.8);
  const readiness = random.normal();
  const joinedMs = startMs + random.next() * 0.6 * (endMs - startMs);
  const person: CohortPerson = {
    id,
    actions: [],
    visitsPerDay,
    coldLogit: -3.5 + readiness,
    warmLogit: -0.5 + readiness,
    leftAtMs: joinedMs - Math.log(1 - random.next()) * 90 * DAY_MS,
  };
  const favouriteHour = random.next() < 0.7 ? 19 : 8;
  let cartMs = -Infinity;
  let dayMs = joinedMs;
  while (dayMs < Math.min(endMs, person.leftAtMs)) {
    const timeMs = atHour(dayMs, favouriteHour + Math.round(random.normal() * 2));
    if (timeMs < endMs) cartMs = visit(random, person, timeMs, cartMs);
    dayMs -= (Math.log(1 - random.next()) / visitsPerDay) * DAY_MS;
  }
  person.actions.sort((left, right) => left.timestampMs - right.timestampMs);
  return person;
}

/** One visit: a page, some views, maybe a cart, maybe an order. @returns when the cart was filled last */
function visit(random: Random, person: CohortPerson, startMs: number, cartMs: number): number {
  let timeMs = startMs;
  const act = (action: string, value?: number) => {
    person.actions.push({ action, timestampMs: timeMs, value });
    timeMs += 5_000 + random.int(90_000);
  };
  act("page");
  const views = 1 + random.int(4);
  for (let view = 0; view < views; view += 1) act("Product Viewed");
  const isWarm = startMs - cartMs < WARM_MS;
  if (random.next() < sigmoid(isWarm ? person.warmLogit : person.coldLogit)) {
    act("Checkout Started");
    act("Order Completed", Math.round(Math.exp(3.5 + 0.4 * random.normal()) * 100) / 100);
    return -Infinity;
  }
  if (random.next() > sigmoid(person.coldLogit + 1.5)) return cartMs;
  act("Product Added");
  return startMs;
}

function atHour(timeMs: number, hour: number): number {
  return Math.floor(timeMs / DAY_MS) * DAY_MS + (((hour % 24) + 24) % 24) * 3_600_000 + (timeMs % 3_600_000);
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
