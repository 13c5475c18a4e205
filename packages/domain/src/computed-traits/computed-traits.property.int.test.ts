import type { Observation, TraitDefinition, TraitValue } from "@rapport/engine/computed-trait";
import { compileTrait } from "@rapport/engine/computed-trait";
import { findTraitRow } from "@rapport/store/queries/computed-traits";
import { referenceTrait } from "@rapport/testkit/computed-traits/reference-trait";
import { HISTORY_START_MS, historyArbitrary, traitArbitrary } from "@rapport/testkit/computed-traits/trait-arbitrary";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import fc from "fast-check";
import { expect, test } from "vitest";
import { eventOf, readValues } from "../../test/trait-history.ts";
import { recordEvents } from "../events/record-events.ts";
import { backfillTrait } from "./backfill-trait.ts";
import { expireTraits } from "./expire-traits.ts";
import { createComputedTrait } from "./put-computed-trait.ts";

const STEP_MS = 9 * 3_600_000;
const STEPS = 26;

const cases = fc.record({
  definitions: fc.array(traitArbitrary, { minLength: 6, maxLength: 6 }),
  history: historyArbitrary(70),
  definedAt: fc.nat({ max: 20 }),
  resend: fc.boolean(),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;
let projects = 0;

describeOnBothEngines("computed traits in the store", ({ store }) => {
  test("equal the whole history at every step, defined before, amid or after it, with resent events", async () => {
    await fc.assert(fc.asyncProperty(cases, runCase), { numRuns: 6, seed: 5 });
  });

  async function runCase({ definitions, history, definedAt, resend }: Case): Promise<void> {
    const projectId = `prj_traits_${++projects}`;
    const { services, clock } = createTestServices(store(), HISTORY_START_MS);
    const ctx = { ...services, projectId, actor: { kind: "system" } as const };
    const traits: string[] = [];
    for (let step = 0; step < STEPS; step++) {
      clock.nowMs = HISTORY_START_MS + step * STEP_MS;
      if (step === definedAt) {
        for (const [i, definition] of definitions.entries()) {
          const input = { key: `trait_${i}`, description: "", definition: parsed(definition) };
          traits.push((await createComputedTrait(ctx, input)).id);
        }
      }
      const since = step === 0 ? -1 : clock.nowMs - STEP_MS;
      const arrived = history.filter(({ atMs }) => atMs > since && atMs <= clock.nowMs);
      const sent = resend ? [...arrived, ...history.filter(({ atMs }) => atMs <= clock.nowMs).slice(0, 3)] : arrived;
      const events = sent.map((observation) =>
        eventOf(observation, { projectId, userId: "u", anonymousId: undefined }),
      );
      await recordEvents(services, { logId: projectId, steps: [], events });
      const active = await advanceBackfills(traits, projectId);
      await expireTraits(services);
      if (active) await expectReference(definitions, history, projectId, clock.nowMs);
    }
  }

  /** One small page of each trait, so that a backfill lies between the batches. True when all are complete. */
  async function advanceBackfills(ids: readonly string[], projectId: string): Promise<boolean> {
    const { services } = createTestServices(store(), HISTORY_START_MS);
    let active = ids.length > 0;
    for (const id of ids) {
      const row = await findTraitRow(store().db, projectId, id);
      if (row?.status !== "backfilling") continue;
      active = false;
      await backfillTrait(services, row, 9);
    }
    return active;
  }

  async function expectReference(
    definitions: readonly TraitDefinition[],
    history: readonly Observation[],
    projectId: string,
    nowMs: number,
  ): Promise<void> {
    const past = history.filter(({ atMs }) => atMs <= nowMs);
    const stored = await readValues(store(), projectId);
    for (const [i, definition] of definitions.entries()) {
      const { bucketMs, read } = compileTrait(definition);
      const expected = referenceTrait(definition, past, { nowMs, bucketMs });
      const value = stored[`trait_${i} of u`] ?? read(undefined, nowMs).value;
      expect([definition, rounded(value)]).toEqual([definition, rounded(expected)]);
    }
  }
});

/** A definition as the API's schema gives it: with mutable lists. */
function parsed({ measure, per, window }: TraitDefinition) {
  const copy = ({ events, where, calculation }: TraitDefinition["measure"]) => ({
    events: [...events],
    where: where.map((condition) => ({ ...condition })),
    calculation,
  });
  return { measure: copy(measure), ...(per ? { per: copy(per) } : {}), window };
}

/** Sums of the reference are floating-point, stored ones are whole millionths. */
function rounded(value: unknown): unknown {
  return typeof value === "number" ? Math.round(value * 1e9) / 1e9 : (value as TraitValue); // as: only numbers are changed
}
