import type { Observation, TraitDefinition, TraitValue } from "@rapport/engine/computed-trait";

type Measure = TraitDefinition["measure"];

/**
 * A computed trait by its definition, from the whole history and without any state: what the incremental one must equal
 * at every moment. Knows the few conditions that `traitArbitrary` makes.
 */
export function referenceTrait(
  { measure, per, window }: TraitDefinition,
  history: readonly Observation[],
  { nowMs, bucketMs }: { nowMs: number; bucketMs: number | undefined },
): TraitValue {
  const seen = history.filter(({ atMs }) => {
    if (window.kind === "all_time") return true;
    if (window.kind === "since") return atMs >= Date.parse(window.since);
    const width = bucketMs ?? 1;
    return Math.floor(atMs / width) >= Math.floor((nowMs - window.hours * 3_600_000) / width);
  });
  const value = calculate(measure, seen);
  if (!per) return value;
  const divisor = calculate(per, seen);
  return typeof value === "number" && typeof divisor === "number" && divisor !== 0 ? value / divisor : null;
}

function calculate({ events, where, calculation }: Measure, history: readonly Observation[]): TraitValue {
  const meets = ({ properties }: Observation) =>
    where.every(({ property, value }) => Number(properties[property]) >= Number(value));
  const counted = history
    .filter((observation) => events.includes(observation.name) && meets(observation))
    .sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
  if (calculation.kind === "count") return counted.length;
  const property = calculation.property ?? "";
  const values = counted.flatMap(({ properties }) =>
    properties[property] === undefined ? [] : [properties[property]],
  );
  const numbers = values.map(Number);
  const sum = numbers.reduce((a, b) => a + b, 0);
  const scalars = values.map(String);
  switch (calculation.kind) {
    case "sum":
      return sum;
    case "average":
      return numbers.length === 0 ? null : sum / numbers.length;
    case "min":
      return numbers.length === 0 ? null : Math.min(...numbers);
    case "max":
      return numbers.length === 0 ? null : Math.max(...numbers);
    case "first":
      return moment(calculation.property, counted, 0);
    case "last":
      return moment(calculation.property, counted, -1);
    case "unique_count":
      return new Set(scalars).size;
    case "most_frequent":
      return mostFrequent(scalars);
    case "list":
      return latestDistinct(scalars, counted, property).slice(0, calculation.limit);
  }
}

function moment(property: string | undefined, counted: readonly Observation[], at: number): TraitValue {
  const all = property === undefined ? counted : counted.filter(({ properties }) => properties[property] !== undefined);
  const found = all.at(at);
  if (!found) return null;
  return property === undefined ? new Date(found.atMs).toISOString() : String(found.properties[property]);
}

function mostFrequent(values: readonly string[]): string | null {
  const counts = Map.groupBy(values, (value) => value);
  const sorted = [...counts].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  return sorted[0]?.[0] ?? null;
}

function latestDistinct(values: readonly string[], counted: readonly Observation[], property: string): string[] {
  const lastAt = new Map<string, number>();
  for (const { atMs, properties } of counted) {
    if (properties[property] !== undefined) lastAt.set(String(properties[property]), atMs);
  }
  return [...new Set(values)].sort((a, b) => (lastAt.get(b) ?? 0) - (lastAt.get(a) ?? 0) || (a < b ? -1 : 1));
}
