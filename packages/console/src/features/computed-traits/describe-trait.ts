import type { TraitCalculation, TraitDefinition, TraitMeasure, TraitWindow } from "@rapport/contracts/computed-traits";
import { formatList, t, tn } from "../../lib/text.ts";

/** A calculation in words, without what it is of. */
export const CALCULATIONS: Record<TraitCalculation["kind"], string> = {
  count: t("Number of events"),
  sum: t("Sum"),
  average: t("Average"),
  min: t("Smallest"),
  max: t("Largest"),
  first: t("First value"),
  last: t("Last value"),
  unique_count: t("Distinct values"),
  most_frequent: t("Most frequent value"),
  list: t("List of the latest values"),
};

/** A definition as a sentence: “Sum of total of Order Completed, in the last 30 days”. */
export function describeTrait({ measure, per, window }: TraitDefinition): string {
  const said = { measure: describeMeasure(measure), window: describeWindow(window) };
  if (!per) return t("{measure}, {window}", said);
  return t("{measure} per {per}, {window}", { ...said, per: describeMeasure(per).toLowerCase() });
}

function describeMeasure({ calculation, events, where }: TraitMeasure): string {
  const names = formatList(events, "disjunction");
  const what = describeCalculation(calculation, names);
  if (where.length === 0) return what;
  if (where.length === 1) return t("{what} with a condition", { what });
  return tn(where.length, "{what} with {count} condition", "{what} with {count} conditions", { what });
}

function describeCalculation(calculation: TraitCalculation, names: string): string {
  if (calculation.kind === "count") return t("Number of {names}", { names });
  const property = calculation.property ?? t("time");
  return t("{calculation} of {property} of {names}", { calculation: CALCULATIONS[calculation.kind], property, names });
}

function describeWindow(window: TraitWindow): string {
  if (window.kind === "all_time") return t("of all time");
  if (window.kind === "since") return t("since {since}", { since: window.since.slice(0, 10) });
  const { hours } = window;
  if (hours === 24) return t("in the last 24 hours");
  return hours % 24 === 0
    ? t("in the last {hours} days", { hours: hours / 24 })
    : t("in the last {hours} hours", { hours });
}
