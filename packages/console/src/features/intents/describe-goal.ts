import type { IntentGoal } from "@rapport/contracts/intents";
import { t, tn } from "../../lib/text.ts";

/** Models that are of no goal. */
const OTHERS: Readonly<Record<string, { title: string; text: string }>> = {
  next_action: { title: t("Next action"), text: t("What somebody does next, from the last actions") },
  purchases: { title: t("Purchases to come"), text: t("How many purchases, and what they are worth") },
  send_time: { title: t("Best hour"), text: t("The hours that somebody acts in") },
};
export const OTHER_NAMES = Object.keys(OTHERS);

/** A model's name and what it answers, in words. */
export function describeModel(name: string, goals: readonly IntentGoal[]): { title: string; text: string } {
  const goal = goals.find(({ key }) => key === name);
  if (goal) return { title: titleOf(name), text: describeGoal(goal) };
  return OTHERS[name] ?? { title: titleOf(name), text: t("A goal that is no longer defined") };
}

export function titleOf(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1).replaceAll("_", " ");
}

function describeGoal({ definition }: IntentGoal): string {
  const within = tn(definition.horizonDays, "within {count} day", "within {count} days");
  return definition.kind === "event" ? `“${definition.event}” ${within}` : t("Nothing at all {within}", { within });
}
