import type { RecommendationAnswer } from "@rapport/contracts/recommendations";
import type { LoggedActions } from "@rapport/store/queries/recommendations";
import type { Shelf } from "../catalog/shelf.ts";
import type { ActivePlacement } from "./placement-book.ts";
import type { PlacedItem } from "./rank-items.ts";
import type { SlotContext } from "./slot-policy.ts";
import { describeActions, seedOf, toBanditActions } from "./slot-policy.ts";

/** What was explored: for the answer, and for the log. */
export type Explored = {
  answer: NonNullable<RecommendationAnswer["exploration"]>;
  log: { policy: string; policyVersion: number; actions: LoggedActions; chosen: number; propensity: number };
};

/**
 * Lets the placement's policy choose which of the best candidates stands at the first place that no rule has fixed; the
 * others keep their order behind it. Changes `list`. Undefined where there is no policy, or nothing to choose from.
 */
export function exploreSlot(
  list: PlacedItem[],
  input: { active: ActivePlacement; shelf: Shelf; context: SlotContext; decisionId: string },
): Explored | undefined {
  const { policy, placement } = input.active;
  if (!policy) return undefined;
  const free = list.filter(({ pinned, rules }) => !pinned && !rules.includes("buried"));
  const candidates = free.slice(0, placement.exploration.actions);
  const first = candidates[0];
  if (!first || candidates.length < 2) return undefined;
  const best = first.score || 1;
  const actions = describeActions(
    candidates.map(({ itemId, score, generators }) => ({
      itemId,
      relevance: Math.min(1, score / best),
      generators,
      item: input.shelf.items.get(itemId),
    })),
    input.context,
    policy.options,
  );
  const choice = policy.bandit.choose(toBanditActions(actions), policy.options, seedOf(input.decisionId));
  const item = candidates[choice.chosen];
  if (!item) return undefined;
  const slot = list.indexOf(first);
  list.splice(list.indexOf(item), 1);
  list.splice(slot, 0, item);
  const { policyVersion } = placement;
  const named = { policy: policy.options.policy, policyVersion };
  const explored = choice.propensity < Math.max(...choice.probabilities);
  return {
    answer: { ...named, itemId: item.itemId, propensity: choice.propensity, explored },
    log: {
      ...named,
      actions: { ...actions, probabilities: choice.probabilities },
      chosen: choice.chosen,
      propensity: choice.propensity,
    },
  };
}
