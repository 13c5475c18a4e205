import type { Model, ModelMetrics } from "@rapport/contracts/models";
import { formatDigits } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";

/** A figure that is compared, and how it is told. */
export const FIGURES = [
  { name: "ndcg", label: t("nDCG@10"), note: t("Hits near the top of the list count more; 1 is a perfect order.") },
  {
    name: "recall",
    label: t("Recall@10"),
    note: t("Share of what people turned to next that was in their list of ten."),
  },
  { name: "hitRate", label: t("Hit rate@10"), note: t("Share of people with at least one hit among ten.") },
  { name: "mrr", label: t("MRR"), note: t("One by the place of the first hit, on average over people.") },
  { name: "coverage", label: t("Coverage"), note: t("Share of all items that were in somebody's list.") },
  { name: "novelty", label: t("Novelty"), note: t("Bits of surprise: the rarer an item is among people, the more.") },
  {
    name: "popularityBias",
    label: t("Popularity bias"),
    note: t("Share of people who have a recommended item; lower is less."),
  },
  {
    name: "sameness",
    label: t("Sameness"),
    note: t("Share of items that two people's lists have in common; lower is less."),
  },
  {
    name: "diversity",
    label: t("Diversity"),
    note: t("Distance between the items of a list by their categories, 0 to 1."),
  },
  {
    name: "miscalibration",
    label: t("Miscalibration"),
    note: t("How far the categories of a list are from those of what the person did; 0 is calibrated."),
  },
] as const;

/** A figure of a model, or of a baseline that was measured beside it. */
export function figureOf(metrics: ModelMetrics, name: string, baseline?: string): number | undefined {
  const from = baseline === undefined ? metrics : metrics[baseline];
  const value = typeof from === "object" ? from[name] : undefined;
  return typeof value === "number" ? value : undefined;
}

/** Bounds that hold a version's nDCG with 95 % confidence. */
export function intervalOf(metrics: ModelMetrics): { low: number; high: number } | undefined {
  const [low, high] = [figureOf(metrics, "ndcgLow"), figureOf(metrics, "ndcgHigh")];
  return low === undefined || high === undefined ? undefined : { low, high };
}

const SEGMENT = "segment:";

/** Figures of each segment with enough judges, the largest first. */
export function segmentFiguresOf(metrics: ModelMetrics) {
  return Object.keys(metrics)
    .filter((name) => name.startsWith(SEGMENT))
    .map((name) => {
      const read = (figure: string) => figureOf(metrics, figure, name) ?? 0;
      const figures = { users: read("users"), ndcg: read("ndcg"), low: read("low"), high: read("high") };
      return { id: name.slice(SEGMENT.length), ...figures, popularity: read("popularity") };
    })
    .sort((left, right) => right.users - left.users);
}

/** How many times better than popularity a version orders what people turn to next. */
export function liftOf({ metrics }: Model): number | undefined {
  const own = figureOf(metrics, "ndcg");
  const popular = figureOf(metrics, "ndcg", "popularity");
  return own === undefined || popular === undefined || popular === 0 ? undefined : own / popular;
}

/** `0.4881`, or a dash. */
export function formatFigure(value: number | undefined): string {
  return value === undefined ? "–" : formatDigits(value, 4);
}
