import { readInteger, readOneOf, readText } from "../../lib/read-search.ts";

export const ANALYTICS_VIEWS = ["dashboard", "funnel", "retention", "paths", "attribution"] as const;
export type AnalyticsView = (typeof ANALYTICS_VIEWS)[number];

/** What the address says: which analysis, of which UTC days, and its settings; so a link shows the same numbers. */
export type AnalyticsSearch = {
  view?: AnalyticsView | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** Of the funnel. */
  steps?: string[] | undefined;
  within?: number | undefined;
  /** Of retention and paths. */
  start?: string | undefined;
  back?: string | undefined;
  period?: "day" | "week" | undefined;
  depth?: number | undefined;
  /** Of dashboard and attribution. */
  conversion?: string | undefined;
  lookback?: number | undefined;
};

export function readAnalyticsSearch(search: Record<string, unknown>): AnalyticsSearch {
  return {
    view: readOneOf(search.view, ANALYTICS_VIEWS),
    from: readDay(search.from),
    to: readDay(search.to),
    steps: readSteps(search.steps),
    within: readInteger(search.within, 1, 90),
    start: readText(search.start)?.slice(0, 200),
    back: readText(search.back)?.slice(0, 200),
    period: readOneOf(search.period, ["day", "week"] as const),
    depth: readInteger(search.depth, 2, 6),
    conversion: readText(search.conversion)?.slice(0, 200),
    lookback: readInteger(search.lookback, 1, 90),
  };
}

function readDay(value: unknown): string | undefined {
  const text = readText(value);
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined;
}

function readSteps(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.slice(0, 8).map((step) => (readText(step) ?? "").slice(0, 200));
}

/** What every analysis gets: the address's settings, and how to change them. */
export type ViewProps = { search: AnalyticsSearch; change: (part: AnalyticsSearch) => void };
