import type { InteractionTable } from "../collaborative/interactions.ts";
import { tableOf } from "../collaborative/interactions.ts";
import type { Scorer } from "../collaborative/scorer.ts";
import { weighByRank } from "../collaborative/scorer.ts";
import { clearCandidates, createCandidateSet } from "../recommender/candidates.ts";
import { learnInteraction } from "../recommender/learn.ts";
import type { Model } from "../recommender/model.ts";
import { createModel } from "../recommender/model.ts";
import { DEFAULT_OPTIONS } from "../recommender/options.ts";
import { proposeSuccessors } from "../recommender/transitions.ts";
import { combine, defineMethod } from "./method.ts";

/** The online recommender's transitions, fed one interaction after another in the order of time. */
export const transitionsMethod = defineMethod({
  name: "transitions",
  role: "generator",
  grid: combine({ decay: [0.7, 0.85, 0.95], support: [1, 10] }),
  prepare(train) {
    return prepareTransitions(tableOf(train));
  },
});

/** Feeds a table, repeats and all, to the online recommender's transitions, and makes scorers of them. */
export function prepareTransitions(table: InteractionTable): (settings: { decay: number; support: number }) => Scorer {
  const model = observeAll(table);
  const candidates = createCandidateSet();
  const nowMs = table.timesMs.reduce((latest, time) => Math.max(latest, time), 0);
  return ({ decay, support }) =>
    (history, scores) => {
      const known = weighByRank(history, decay, DEFAULT_OPTIONS.historySize).flatMap(({ item, weight }) => {
        const slot = model.items.slots.get(String(item));
        return slot === undefined ? [] : [{ slot, itemId: String(item), weight }];
      });
      const total = known.reduce((sum, { weight }) => sum + weight, 0);
      const weighed = known.map((entry) => ({ ...entry, weight: entry.weight / total }));
      clearCandidates(candidates, model.items.ids.length);
      candidates.eligible.fill(1);
      proposeSuccessors(model.transitions, weighed, candidates, { support, nowMs });
      // Places from `count` on hold slots of earlier questions.
      for (const slot of candidates.transitions.slots.subarray(0, candidates.transitions.count)) {
        const item = Number(model.items.ids[slot]);
        scores[item] = (scores[item] ?? 0) + (candidates.transitions.scores[slot] ?? 0);
      }
    };
}

function observeAll({ users, userOf, itemOf, timesMs }: InteractionTable): Model {
  const model = createModel({ ...DEFAULT_OPTIONS, maxPersons: users });
  const order = new Int32Array(userOf.length)
    .map((_, entry) => entry)
    .sort((left, right) => (timesMs[left] ?? 0) - (timesMs[right] ?? 0) || left - right);
  for (const entry of order) {
    learnInteraction(model, {
      personId: String(userOf[entry]),
      itemId: String(itemOf[entry]),
      action: "viewed",
      weight: 1,
      timestampMs: timesMs[entry] ?? 0,
    });
  }
  return model;
}
