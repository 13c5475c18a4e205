import type { Observation, TraitDefinition } from "@rapport/engine/computed-trait";
import fc from "fast-check";

const HOUR_MS = 3_600_000;
/** The first moment of every history. */
export const HISTORY_START_MS = Date.UTC(2026, 0, 5);
const NAMES = ["Order Completed", "Product Viewed", "Signed In"];

type Measure = TraitDefinition["measure"];

const conditions = fc.array(
  fc.record({
    property: fc.constant("price"),
    operator: fc.constant("at_least" as const),
    value: fc.integer({ min: 0, max: 20 }),
  }),
  { maxLength: 1 },
);
const numeric: fc.Arbitrary<Measure["calculation"]> = fc.oneof(
  fc.constant({ kind: "count" as const }),
  fc.record({ kind: fc.constant("sum" as const), property: fc.constant("price") }),
  fc.record({ kind: fc.constant("unique_count" as const), property: fc.constant("item") }),
);
const anyCalculation: fc.Arbitrary<Measure["calculation"]> = fc.oneof(
  numeric,
  fc.record({
    kind: fc.constantFrom("average" as const, "min" as const, "max" as const),
    property: fc.constant("price"),
  }),
  fc.record({ kind: fc.constantFrom("first" as const, "last" as const), property: fc.constantFrom("item", undefined) }),
  fc.record({ kind: fc.constant("most_frequent" as const), property: fc.constant("item") }),
  fc.record({
    kind: fc.constant("list" as const),
    property: fc.constant("item"),
    limit: fc.integer({ min: 1, max: 3 }),
  }),
);
const measureOf = (calculation: fc.Arbitrary<Measure["calculation"]>): fc.Arbitrary<Measure> =>
  fc.record({ events: fc.subarray(NAMES, { minLength: 1 }), where: conditions, calculation });
const windows: fc.Arbitrary<TraitDefinition["window"]> = fc.oneof(
  fc.constant({ kind: "all_time" as const }),
  fc.record({
    kind: fc.constant("since" as const),
    since: fc.integer({ min: 0, max: 96 }).map((hours) => new Date(HISTORY_START_MS + hours * HOUR_MS).toISOString()),
  }),
  fc.record({ kind: fc.constant("rolling" as const), hours: fc.constantFrom(1, 5, 24, 48, 100) }),
);

/** Any trait: each calculation, each window, with and without conditions and a ratio. */
export const traitArbitrary: fc.Arbitrary<TraitDefinition> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ measure: measureOf(anyCalculation), window: windows }) },
  { weight: 1, arbitrary: fc.record({ measure: measureOf(numeric), per: measureOf(numeric), window: windows }) },
);

/** A history of up to `maxLength` events of one person over eight days, some of them with a property missing. */
export function historyArbitrary(maxLength: number): fc.Arbitrary<Observation[]> {
  return fc
    .array(
      fc.record({
        name: fc.constantFrom(...NAMES),
        minutes: fc.integer({ min: 0, max: 8 * 24 * 60 }),
        cents: fc.option(fc.integer({ min: -500, max: 5_000 }), { nil: undefined, freq: 8 }),
        item: fc.option(fc.constantFrom("kettle", "mill", "pan", "apron", "bowl"), { nil: undefined, freq: 8 }),
      }),
      { maxLength },
    )
    .map((events) => events.map(toObservation));
}

function toObservation(
  {
    name,
    minutes,
    cents,
    item,
  }: { name: string; minutes: number; cents: number | undefined; item: string | undefined },
  index: number,
): Observation {
  return {
    name,
    atMs: HISTORY_START_MS + minutes * 60_000,
    id: `message-${String(index).padStart(4, "0")}`,
    properties: {
      ...(cents === undefined ? {} : { price: cents / 100 }),
      ...(item === undefined ? {} : { item }),
    },
    context: {},
  };
}
