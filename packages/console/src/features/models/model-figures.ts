import type { Model, ModelMetrics } from "@rapport/contracts/models";

/** A figure that is compared, and how it is told. */
export const FIGURES = [
  { name: "ndcg", label: "nDCG@10", note: "Hits near the top of the list count more; 1 is a perfect order." },
  { name: "recall", label: "Recall@10", note: "Share of what people turned to next that was in their list of ten." },
  { name: "hitRate", label: "Hit rate@10", note: "Share of people with at least one hit among ten." },
  { name: "coverage", label: "Coverage", note: "Share of all items that were in somebody's list." },
] as const;

/** A figure of a model, or of a baseline that was measured beside it. */
export function figureOf(metrics: ModelMetrics, name: string, baseline?: string): number | undefined {
  const from = baseline === undefined ? metrics : metrics[baseline];
  const value = typeof from === "object" ? from[name] : undefined;
  return typeof value === "number" ? value : undefined;
}

/** How many times better than popularity a version orders what people turn to next. */
export function liftOf({ metrics }: Model): number | undefined {
  const own = figureOf(metrics, "ndcg");
  const popular = figureOf(metrics, "ndcg", "popularity");
  return own === undefined || popular === undefined || popular === 0 ? undefined : own / popular;
}

/** `0.4881`, or a dash. */
export function formatFigure(value: number | undefined): string {
  return value === undefined ? "–" : value.toFixed(4);
}
