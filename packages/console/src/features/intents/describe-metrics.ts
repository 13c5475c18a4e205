import type { ModelMetrics } from "@rapport/contracts/models";
import type { Fact } from "../../ui/fact-list.tsx";

/** Figures in words, each with the baseline that it has to beat: name, where it lies, how it is written, and its baseline. */
const FIGURES: readonly {
  name: string;
  key: string;
  format: (value: number) => string;
  baseline?: { name: string; group: string };
}[] = [
  { name: "Orders people", key: "auc", format: percent, baseline: { name: "by recency alone", group: "recency" } },
  { name: "Calibration error", key: "calibrationError", format: percent },
  { name: "Log-loss", key: "logLoss", format: digits, baseline: { name: "the average rate", group: "averageRate" } },
  { name: "Reach the goal", key: "baseRate", format: percent },
  {
    name: "First guess right",
    key: "hitRate",
    format: percent,
    baseline: { name: "the most frequent", group: "mostFrequent" },
  },
  { name: "Among three", key: "hitRateOf3", format: percent },
  { name: "Off by", key: "absoluteError", format: digits, baseline: { name: "going on as before", group: "asBefore" } },
  {
    name: "Acts in 3 best hours",
    key: "shareInBestHours",
    format: percent,
    baseline: { name: "any three hours", group: "anyHours" },
  },
  { name: "People measured", key: "people", format: String },
  { name: "Customers", key: "customers", format: String },
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
  return `${(value * 100).toFixed(1)} %`;
}

function digits(value: number): string {
  return value.toFixed(3);
}
