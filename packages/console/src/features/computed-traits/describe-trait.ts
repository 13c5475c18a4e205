import type { TraitCalculation, TraitDefinition, TraitMeasure, TraitWindow } from "@rapport/contracts/computed-traits";

/** A calculation in words, without what it is of. */
export const CALCULATIONS: Record<TraitCalculation["kind"], string> = {
  count: "Number of events",
  sum: "Sum",
  average: "Average",
  min: "Smallest",
  max: "Largest",
  first: "First value",
  last: "Last value",
  unique_count: "Distinct values",
  most_frequent: "Most frequent value",
  list: "List of the latest values",
};

/** A definition as a sentence: “Sum of total of Order Completed, in the last 30 days”. */
export function describeTrait({ measure, per, window }: TraitDefinition): string {
  const ratio = per ? ` per ${describeMeasure(per).toLowerCase()}` : "";
  return `${describeMeasure(measure)}${ratio}, ${describeWindow(window)}`;
}

function describeMeasure({ calculation, events, where }: TraitMeasure): string {
  const names = events.join(" or ");
  const conditions =
    where.length === 0 ? "" : ` with ${where.length === 1 ? "a condition" : `${where.length} conditions`}`;
  if (calculation.kind === "count") return `Number of ${names}${conditions}`;
  const property = calculation.property === undefined ? "time" : calculation.property;
  return `${CALCULATIONS[calculation.kind]} of ${property} of ${names}${conditions}`;
}

function describeWindow(window: TraitWindow): string {
  if (window.kind === "all_time") return "of all time";
  if (window.kind === "since") return `since ${window.since.slice(0, 10)}`;
  const { hours } = window;
  if (hours === 24) return "in the last 24 hours";
  return hours % 24 === 0 ? `in the last ${hours / 24} days` : `in the last ${hours} hours`;
}
