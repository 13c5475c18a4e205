import { createFactorsScorer, createSessionsScorer, createWeightsScorer } from "../collaborative/scorers.ts";
import { indexSessions, SESSION_DEFAULTS } from "../collaborative/session-neighbours.ts";
import { EASE_DEFAULTS, trainEase } from "../collaborative/train-ease.ts";
import { IALS_DEFAULTS, trainIals } from "../collaborative/train-ials.ts";
import type { Method } from "./method.ts";
import { combine, defineMethod, remember } from "./method.ts";
import { transitionsMethod } from "./transitions-method.ts";

/** Weight of an item by its rank from the newest; 1 is the whole history alike. */
const DECAYS = [1, 0.97, 0.93, 0.88, 0.8] as const;

const ease = defineMethod({
  name: "ease",
  role: "generator",
  grid: combine({ regularisation: [100, 200, 400, 800], decay: DECAYS }),
  prepare(train) {
    const trained = remember<ReturnType<typeof trainEase>>();
    return ({ regularisation, decay }) => {
      const rows = trained(`${regularisation}`, () => trainEase(train, { ...EASE_DEFAULTS, regularisation }));
      return createWeightsScorer(rows, decay);
    };
  },
});

const factors = defineMethod({
  name: "ials",
  role: "generator",
  grid: combine({ unobservedWeight: [0.1, 0.2, 0.5], regularisation: [0.01, 0.02, 0.04], decay: DECAYS }),
  prepare(train, random) {
    const trained = remember<ReturnType<typeof trainIals>>();
    return ({ decay, ...options }) => {
      const learned = trained(JSON.stringify(options), () =>
        trainIals(train, { ...IALS_DEFAULTS, ...options }, random),
      );
      return createFactorsScorer(learned, decay);
    };
  },
});

const sessions = defineMethod({
  name: "sessions",
  role: "generator",
  grid: combine({ neighbours: [100, 300], window: [9, 20] }),
  prepare(train) {
    const index = indexSessions(train, SESSION_DEFAULTS);
    return (parameters) => createSessionsScorer(index, { ...SESSION_DEFAULTS, ...parameters });
  },
});

/** What the blend is made of, besides popularity. */
export const GENERATORS: readonly Method[] = [ease, factors, transitionsMethod, sessions];
