import { deriveRandom, drawExponential, drawGeometric, drawWeighted, STREAMS } from "./draws.ts";
import { HOUR_WEIGHTS } from "./surroundings.ts";
import type { Visitor } from "./visitor.ts";
import type { World } from "./world.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Two visits of one person are further apart than the longest visit, so that they never overlap. */
const REST_MS = 4 * HOUR_MS;
/** No visit begins later than this before the end of the period; the longest visit is shorter. */
const LAST_CALL_MS = 3 * HOUR_MS;

/** All visits in order of their beginning, in flat arrays: 12 bytes a visit. */
export type Schedule = { visitors: Uint32Array; startsMs: Float64Array };

/** Sorts the visits of everybody by time. O(visits log visits), once. */
export function createSchedule(world: World, visitorOf: (index: number) => Visitor): Schedule {
  const visitors: number[] = [];
  const startsMs: number[] = [];
  for (let index = 0; index < world.options.visitors; index += 1) {
    for (const start of scheduleVisits(world, visitorOf(index))) {
      visitors.push(index);
      startsMs.push(start);
    }
  }
  const order = Uint32Array.from(startsMs, (_, place) => place);
  order.sort((a, b) => (startsMs[a] ?? 0) - (startsMs[b] ?? 0) || a - b);
  return {
    visitors: order.map((place) => visitors[place] ?? 0),
    startsMs: Float64Array.from(order, (place) => startsMs[place] ?? 0),
  };
}

/** Times at which one visitor comes, ascending; at least one. */
function scheduleVisits(world: World, visitor: Visitor): number[] {
  const { seed, startMs, days, meanReturns } = world.options;
  const random = deriveRandom(seed, STREAMS.schedule, visitor.index);
  const latest = world.endMs - LAST_CALL_MS;
  if (visitor.cold) return [Math.round(latest - random.next() * 0.1 * (latest - startMs))];
  const visits: number[] = [];
  let day = random.next() * days;
  for (let left = 1 + drawGeometric(random, meanReturns); left > 0; left -= 1) {
    const hour = drawWeighted(random, HOUR_WEIGHTS) + random.next();
    const at = Math.round(startMs + Math.floor(day) * DAY_MS + hour * HOUR_MS);
    const previous = visits.at(-1) ?? Number.NEGATIVE_INFINITY;
    if (visits.length === 0) visits.push(Math.min(at, latest));
    else if (at - previous >= REST_MS && at <= latest) visits.push(at);
    day += drawExponential(random, Math.max(1, days / 4));
  }
  return visits;
}
