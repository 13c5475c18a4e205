import type { Interactions } from "../collaborative/interactions.ts";
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
    const model = observeAll(train);
    const candidates = createCandidateSet();
    const nowMs = train.timesMs.reduce((latest, time) => Math.max(latest, time), 0);
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
        for (const slot of candidates.transitions.slots) {
          const item = Number(model.items.ids[slot]);
          scores[item] = (scores[item] ?? 0) + (candidates.transitions.scores[slot] ?? 0);
        }
      };
  },
});

function observeAll(train: Interactions): Model {
  const model = createModel({ ...DEFAULT_OPTIONS, maxPersons: train.users });
  const userOf = new Int32Array(train.itemOf.length);
  for (let user = 0; user < train.users; user += 1) userOf.fill(user, train.starts[user], train.starts[user + 1]);
  const order = Int32Array.from(userOf.keys()).sort(
    (left, right) => (train.timesMs[left] ?? 0) - (train.timesMs[right] ?? 0) || left - right,
  );
  for (const entry of order) {
    learnInteraction(model, {
      personId: String(userOf[entry]),
      itemId: String(train.itemOf[entry]),
      action: "viewed",
      weight: 1,
      timestampMs: train.timesMs[entry] ?? 0,
    });
  }
  return model;
}
