import type { Exploration } from "@rapport/contracts/placements";
import type { BanditAction, BanditState, PolicyOptions } from "@rapport/engine/bandit";
import { createBandit } from "@rapport/engine/bandit";
import type { LoggedActions } from "@rapport/store/queries/recommendations";
import type { ShelvedItem } from "../catalog/shelf.ts";

/** What a decision knows of its surroundings. */
export type SlotContext = { isMobile: boolean; isKnown: boolean; hour: number };

/** A candidate of the first place. */
export type SlotCandidate = {
  itemId: string;
  /** Share of the best candidate's score, 0–1. */
  relevance: number;
  generators: Partial<Record<string, number>>;
  item: ShelvedItem | undefined;
};

/** Features that mean the same for every item, and those that each item has weights of its own for. */
const SHARED = 9;
const OWN = 2;

/** The learned policy of a placement; undefined where it does not explore. */
export function openPolicy(exploration: Exploration, state: BanditState | undefined) {
  const { policy, epsilon, width, halfLifeDecisions } = exploration;
  if (policy === "none") return undefined;
  const options: PolicyOptions = { policy, epsilon, width };
  const discount = 2 ** (-1 / halfLifeDecisions);
  return { options, bandit: createBandit({ shared: SHARED, own: OWN, discount, ...(state && { state }) }) };
}

/** The actions of a decision as they are logged. */
export function describeActions(
  candidates: readonly SlotCandidate[],
  context: SlotContext,
  { epsilon, width }: Pick<PolicyOptions, "epsilon" | "width">,
): Omit<LoggedActions, "probabilities"> {
  return {
    itemIds: candidates.map(({ itemId }) => itemId),
    features: candidates.map((candidate) => [...sharedFeatures(candidate, context), 1, Number(context.isMobile)]),
    epsilon,
    width,
  };
}

/** Logged actions as the policy takes them. */
export function toBanditActions({ itemIds, features }: Pick<LoggedActions, "itemIds" | "features">): BanditAction[] {
  return itemIds.map((id, index) => {
    const all = features[index] ?? [];
    return { id, shared: all.slice(0, SHARED), own: all.slice(SHARED) };
  });
}

/** All about 0–1, so that one prior suits all weights. */
function sharedFeatures(
  { relevance, generators, item }: SlotCandidate,
  { isMobile, isKnown, hour }: SlotContext,
): number[] {
  const angle = (hour / 24) * 2 * Math.PI;
  const round = (value: number) => Math.round(value * 1e4) / 1e4;
  const price = Math.log10(1 + (item?.priceCents ?? 0)) / 6;
  return [
    1,
    relevance,
    (generators.transitions ?? 0) + (generators.trained ?? 0),
    generators.content ?? 0,
    generators.popularity ?? 0,
    price,
    relevance * Number(isMobile),
    relevance * Number(isKnown),
    price * Math.sin(angle),
  ].map(round);
}

/** The seed of a decision's chance: its id, so that the log alone says how it fell. 53 bits of FNV-1a in two halves. */
export function seedOf(decisionId: string): number {
  let high = 0x811c9dc5;
  let low = 0x01000193;
  for (let index = 0; index < decisionId.length; index += 1) {
    const code = decisionId.charCodeAt(index);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ (code + index), 0x85ebca6b);
  }
  return (high >>> 0) * 2 ** 21 + ((low >>> 0) >>> 11);
}
