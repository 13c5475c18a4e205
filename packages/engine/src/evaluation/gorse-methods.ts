import type { BprOptions } from "../collaborative/train-bpr.ts";
import { GORSE_BPR, trainBpr } from "../collaborative/train-bpr.ts";
import type { EalsOptions } from "../collaborative/train-eals.ts";
import { GORSE_ALS, trainEals } from "../collaborative/train-eals.ts";
import type { Random } from "../random.ts";
import type { Method } from "./method.ts";
import { defineMethod } from "./method.ts";

/** Values that Gorse's search draws every setting but the dimensions from. */
const VALUES = [0.001, 0.005, 0.01, 0.05, 0.1] as const;
/** What it draws dimensions from where it may search sizes; off by default, on here in its favour. */
const DIMENSIONS = [8, 16, 32, 64] as const;
/** Its two models learn in rounds of this number while it searches. */
const SEARCH_EPOCHS = 100;

/**
 * The two factorisations of Gorse 0.5, re-implemented from what they publish: BPR and element-wise ALS with their
 * default settings, and as many drawn from its grid as its search tries for each model.
 * @param trials 0 leaves the defaults alone; Gorse's own number is 10
 */
export function defineGorseMethods(trials: number, random: Random): readonly Method[] {
  const draw = <T>(values: readonly T[], fallback: T): T => values[random.int(values.length)] ?? fallback;
  const trial = () => ({ dimensions: draw(DIMENSIONS, 16), deviation: draw(VALUES, 0.1), epochs: SEARCH_EPOCHS });
  const ofGrid = <O>(first: O, next: () => O): O[] => [first, ...Array.from({ length: trials }, next)];
  return [
    defineMethod<BprOptions>({
      name: "bpr (Gorse's)",
      role: "baseline",
      grid: ofGrid(GORSE_BPR, () => ({
        ...trial(),
        learningRate: draw(VALUES, 0.05),
        regularisation: draw(VALUES, 0.01),
      })),
      prepare: (train, seeded) => (options) => trainBpr(train, options, seeded),
    }),
    defineMethod<EalsOptions>({
      name: "als (Gorse's)",
      role: "baseline",
      grid: ofGrid(GORSE_ALS, () => ({
        ...trial(),
        unobservedWeight: draw(VALUES, 0.001),
        regularisation: draw(VALUES, 0.05),
      })),
      prepare: (train, seeded) => (options) => trainEals(train, options, seeded),
    }),
  ];
}
