import type { ModelMetrics } from "@rapport/contracts/models";
import { formatDigits } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import type { Fact } from "../../ui/fact-list.tsx";

/** Figures in words, each with the baseline that it has to beat: name, where it lies, how it is written, and its baseline. */
const FIGURES: readonly {
  name: string;
  key: string;
  format: (value: number) => string;
  baseline?: { name: string; group: string };
}[] = [
  {
    name: t("Orders people"),
    key: "auc",
    format: percent,
    baseline: { name: t("by recency alone"), group: "recency" },
  },
  { name: t("Calibration error"), key: "calibrationError", format: percent },
  {
    name: t("Log-loss"),
    key: "logLoss",
    format: digits,
    baseline: { name: t("the average rate"), group: "averageRate" },
  },
  { name: t("Reach the goal"), key: "baseRate", format: percent },
  {
    name: t("First guess right"),
    key: "hitRate",
    format: percent,
    baseline: { name: t("the most frequent"), group: "mostFrequent" },
  },
  { name: t("Among three"), key: "hitRateOf3", format: percent },
  {
    name: t("Off by"),
    key: "absoluteError",
    format: digits,
    baseline: { name: t("going on as before"), group: "asBefore" },
  },
  {
    name: t("Acts in 3 best hours"),
    key: "shareInBestHours",
    format: percent,
    baseline: { name: t("any three hours"), group: "anyHours" },
  },
  { name: t("People measured"), key: "people", format: String },
  { name: t("Customers"), key: "customers", format: String },
];

/** What a version's figures say, as facts. */
export function describeMetrics(metrics: ModelMetrics): Fact[] {
  return FIGURES.flatMap(({ name, key, format, baseline }) => {
    const value = metrics[key];
    if (typeof value !== "number") return [];
    const group = baseline && metrics[baseline.group];
    const other = typeof group === "object" ? group[key] : undefined;
    const beside = baseline && other !== undefined ? ` (${baseline.name}: ${format(other)})` : "";
    return [{ name, value: `${format(value)}${beside}` }];
  });
}

function percent(value: number): string {
  return `${formatDigits(value * 100, 1)} %`;
}

function digits(value: number): string {
  return formatDigits(value, 3);
}
