import type { GoalDefinition } from "@rapport/contracts/intents";
import type { ActionHistories } from "./action-history.ts";
import type { FeaturePlan } from "./build-features.ts";
import type { PropensityRows } from "./propensity-rows.ts";
import { chooseMoments, collectRows, planFeatures } from "./propensity-rows.ts";

/** Rows of a goal by what they are for. */
export type PropensitySplit = {
  plan: FeaturePlan;
  /** Of moments in the past: what the trees learn from, and what tells them when to stop; nobody is in both. */
  learning: PropensityRows;
  watching: PropensityRows;
  /** All of the later moment, and its halves by people: one calibrates, the other judges. */
  later: PropensityRows;
  calibrating: PropensityRows;
  judging: PropensityRows;
  fromMs: number;
  measuredAtMs: number;
};

/** Share of people, in percent, who watch over the training. */
const WATCHING_PERCENT = 15;

/** Rows of moments whose horizons end before the measured one begins, split by people, never by rows. */
export function splitPropensity(
  histories: ActionHistories,
  definition: GoalDefinition,
  endMs: number,
): PropensitySplit {
  const { learning: moments, measuring } = chooseMoments(definition, endMs);
  const plan = planFeatures(histories, definition, measuring);
  const seen = collectRows(histories, definition, plan, moments);
  const later = collectRows(histories, definition, plan, [measuring]);
  const [watching, learning] = splitRows(seen, (person) => hashOf(`watch:${person}`) % 100 < WATCHING_PERCENT);
  const [calibrating, judging] = splitRows(later, (person) => hashOf(`calibrate:${person}`) % 2 === 0);
  return {
    plan,
    learning,
    watching,
    later,
    calibrating,
    judging,
    fromMs: Math.min(...moments),
    measuredAtMs: measuring,
  };
}

function splitRows(rows: PropensityRows, isFirst: (person: string) => boolean): [PropensityRows, PropensityRows] {
  const pick = (wanted: boolean): PropensityRows => {
    const places = rows.people.flatMap((person, row) => (isFirst(person) === wanted ? [row] : []));
    return {
      names: rows.names,
      values: places.map((row) => rows.values[row] ?? new Float64Array()),
      labels: Float64Array.from(places, (row) => rows.labels[row] ?? 0),
      people: places.map((row) => rows.people[row] ?? ""),
    };
  };
  return [pick(true), pick(false)];
}

/** FNV-1a with a final mix, so that the low bits are as random as the high ones. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
