import type { Exploration, Placement, PutPlacement } from "@rapport/contracts/placements";
import { placementNameSchema, putPlacementSchema } from "@rapport/contracts/placements";
import { t } from "../../lib/text.ts";
import type { RuleForm } from "./rule-form.ts";
import { readNumber, readRule, toRuleForm } from "./rule-form.ts";

/** Settings of a placement as they stand in the fields; shares are percentages there. */
export type PlacementForm = Pick<PutPlacement, "description" | "strategy" | "fallback" | "needsConsent"> & {
  name: string;
  itemType: string;
  rules: RuleForm[];
  diversity: string;
  holdout: string;
  attributionDays: string;
  exploration: Pick<Exploration, "policy" | "reward"> &
    Record<"epsilon" | "width" | "actions" | "rewardMinutes" | "halfLifeDecisions", string>;
};

/** The form of a placement; of a new one, with the defaults, without. */
export function toForm(placement: Placement | undefined): PlacementForm {
  const { itemType, rules, diversity, holdout, attributionDays, exploration, ...same } =
    placement ?? putPlacementSchema.parse({});
  const { policy, reward, epsilon, width, actions, rewardMinutes, halfLifeDecisions } = exploration;
  return {
    description: same.description,
    strategy: same.strategy,
    fallback: same.fallback,
    needsConsent: same.needsConsent,
    name: placement?.name ?? "",
    itemType: itemType ?? "",
    rules: rules.map(toRuleForm),
    diversity: toPercent(diversity),
    holdout: toPercent(holdout),
    attributionDays: String(attributionDays),
    exploration: {
      policy,
      reward,
      epsilon: toPercent(epsilon),
      width: String(width),
      actions: String(actions),
      rewardMinutes: String(rewardMinutes),
      halfLifeDecisions: String(halfLifeDecisions),
    },
  };
}

type Read = { name: string; body: PutPlacement; fault?: undefined } | { fault: string };

/** What the form says, or the first thing that is wrong with it. A new placement may not take a name that is `taken`. */
export function readForm(form: PlacementForm, taken: readonly string[]): Read {
  const name = placementNameSchema.safeParse(form.name);
  if (!name.success) return { fault: t("name: say what pages and servers ask for it by") };
  if (taken.includes(name.data))
    return { fault: t("name: there is a placement “{data}” already", { data: name.data }) };
  const { policy, reward, epsilon, ...numbers } = form.exploration;
  const parsed = putPlacementSchema.safeParse({
    description: form.description,
    strategy: form.strategy,
    fallback: form.fallback,
    needsConsent: form.needsConsent,
    itemType: form.itemType.trim() === "" ? null : form.itemType.trim(),
    rules: form.rules.map(readRule),
    diversity: fromPercent(form.diversity),
    holdout: fromPercent(form.holdout),
    attributionDays: readNumber(form.attributionDays),
    exploration: {
      policy,
      reward,
      epsilon: fromPercent(epsilon),
      width: readNumber(numbers.width),
      actions: readNumber(numbers.actions),
      rewardMinutes: readNumber(numbers.rewardMinutes),
      halfLifeDecisions: readNumber(numbers.halfLifeDecisions),
    },
  });
  if (parsed.success) return { name: name.data, body: parsed.data };
  const [issue] = parsed.error.issues;
  return { fault: `${describePath(issue?.path ?? [])}: ${issue?.message ?? t("is not valid")}` };
}

/** Without the tail that binary fractions leave: 0.07 × 100 is 7.000000000000001. */
function toPercent(share: number): string {
  return String(Number((share * 100).toFixed(6)));
}

function fromPercent(text: string): number {
  return readNumber(text) / 100;
}

/** Rules and conditions are counted from 1, as they stand on the page. */
function describePath(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === "number" ? String(part + 1) : String(part)))
    .join(" › ")
    .replaceAll("rules › ", "rule ");
}
