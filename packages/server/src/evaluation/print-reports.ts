import type { EvaluationSettings, MethodReport } from "./run-evaluation.ts";
import { toTable } from "./to-table.ts";

type Cell = (report: MethodReport) => string;

const number = (value: number | undefined) => (value === undefined ? "–" : value.toFixed(4));

/** Reports as a table for people. */
export function printReports(reports: readonly MethodReport[], settings: EvaluationSettings): string {
  const at = `@${settings.size}`;
  const columns: Record<string, Cell> = {
    method: ({ name }) => name,
    [`nDCG${at}`]: ({ metrics }) => number(metrics.ndcg.mean),
    "95 %": ({ metrics }) => `${number(metrics.ndcg.low)}–${number(metrics.ndcg.high)}`,
    [`recall${at}`]: ({ metrics }) => number(metrics.recall.mean),
    [`HR${at}`]: ({ metrics }) => number(metrics.hitRate.mean),
    MRR: ({ metrics }) => number(metrics.mrr.mean),
    coverage: ({ lists }) => number(lists.coverage),
    novelty: ({ lists }) => number(lists.novelty),
    "pop. bias": ({ lists }) => number(lists.popularityBias),
    sameness: ({ lists }) => number(lists.sameness),
    diversity: ({ lists }) => number(lists.diversity),
    miscalib: ({ lists }) => number(lists.miscalibration),
  };
  const among = settings.negatives === undefined ? "all items" : `${settings.negatives} SAMPLED negatives`;
  const title = `${settings.protocol}, ${settings.seeds} seed(s), ranked among ${among}; settings chosen on validation only`;
  const table = toTable([
    Object.keys(columns),
    ...reports.map((report) => Object.values(columns).map((cell) => cell(report))),
  ]);
  return [title, "", table, ...printSegments(reports)].join("\n");
}

/** The blend and popularity side by side, segment by segment. */
function printSegments(reports: readonly MethodReport[]): string[] {
  const [blend, popularity] = ["blend", "popularity"].map((name) => reports.find((report) => report.name === name));
  if (!blend || !popularity || Object.keys(blend.segments).length === 0) return [];
  const rows = Object.entries(blend.segments).map(([name, { users, ndcg }]) => [
    name,
    String(users),
    number(ndcg),
    number(popularity.segments[name]?.ndcg),
  ]);
  return ["", toTable([["segment", "users", "blend nDCG", "popularity nDCG"], ...rows])];
}
