import {
  attributionSchema,
  dashboardSchema,
  funnelSchema,
  overviewSchema,
  pathsSchema,
  retentionSchema,
} from "@rapport/contracts/analytics";
import { request, withQuery } from "../../lib/api.ts";
import type { AnalyticsSearch } from "./analytics-search.ts";

const PATH = "/api/v1/analytics";

export const analyticsApi = {
  overview: (signal?: AbortSignal) => request("/api/v1/overview", { schema: overviewSchema, signal }),
  dashboard: ({ from, to, conversion }: AnalyticsSearch, signal?: AbortSignal) =>
    request(withQuery(`${PATH}/dashboard`, { from, to, conversion }), { schema: dashboardSchema, signal }),
  funnel: ({ from, to, within }: AnalyticsSearch, steps: readonly string[], signal?: AbortSignal) =>
    request(withQuery(`${PATH}/funnel`, { from, to, windowDays: within, steps: JSON.stringify(steps) }), {
      schema: funnelSchema,
      signal,
    }),
  retention: ({ from, to, start, back, period }: AnalyticsSearch, signal?: AbortSignal) =>
    request(withQuery(`${PATH}/retention`, { from, to, start, back, period }), { schema: retentionSchema, signal }),
  paths: ({ from, to, start, depth }: AnalyticsSearch, signal?: AbortSignal) =>
    request(withQuery(`${PATH}/paths`, { from, to, start, depth }), { schema: pathsSchema, signal }),
  attribution: ({ from, to, conversion, lookback }: AnalyticsSearch, signal?: AbortSignal) =>
    request(withQuery(`${PATH}/attribution`, { from, to, conversion, lookbackDays: lookback }), {
      schema: attributionSchema,
      signal,
    }),
};
