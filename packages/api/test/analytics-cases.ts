import type { RouteCase } from "./route-case.ts";

const PATH = "/api/v1/analytics";
const range = "from=2026-01-01&to=2026-01-02";
const nothing = { events: 0, people: 0, newPeople: 0, conversions: 0, valueCents: 0 };
const named = { from: "2026-01-01", to: "2026-01-02" };

export const ANALYTICS_CASES: Record<string, RouteCase> = {
  getOverview: {
    access: "secret",
    empty: {
      week: nothing,
      weekBefore: nothing,
      needs: { approvals: 0, deadLetters: 0, failedJobs: 0, rejectedToday: 0, quotaUsed: null },
      earned: [],
    },
    good: () => ({ path: "/api/v1/overview" }),
    bad: { path: "/api/v1/overview?x=1", pointer: "" },
  },
  getDashboard: {
    access: "secret",
    empty: {
      ...named,
      conversion: "Order Completed",
      days: [
        { day: "2026-01-01", ...nothing },
        { day: "2026-01-02", ...nothing },
      ],
      top: [],
    },
    good: () => ({ path: `${PATH}/dashboard?${range}` }),
    bad: { path: `${PATH}/dashboard?from=2026-02-30`, pointer: "/from" },
  },
  getFunnel: {
    access: "secret",
    empty: {
      ...named,
      windowDays: 7,
      steps: ["A", "B"].map((name) => ({ name, people: 0, share: null, shareOfPrevious: null, medianSeconds: null })),
    },
    good: () => ({ path: `${PATH}/funnel?${range}&steps=["A","B"]` }),
    bad: { path: `${PATH}/funnel?steps=A`, pointer: "/steps" },
  },
  getRetention: {
    access: "secret",
    empty: {
      ...named,
      period: "day",
      cohorts: [
        { start: "2026-01-01", people: 0, back: [0, 0] },
        { start: "2026-01-02", people: 0, back: [0] },
      ],
    },
    good: () => ({ path: `${PATH}/retention?${range}&period=day` }),
    bad: { path: `${PATH}/retention?from=2026-01-02&to=2026-01-01`, pointer: "/to" },
  },
  getPaths: {
    access: "secret",
    empty: { ...named, visits: 0, links: [] },
    good: () => ({ path: `${PATH}/paths?${range}` }),
    bad: { path: `${PATH}/paths?depth=9`, pointer: "/depth" },
  },
  getAttribution: {
    access: "secret",
    empty: {
      ...named,
      conversion: "Order Completed",
      lookbackDays: 30,
      conversions: 0,
      valueCents: 0,
      channels: [],
    },
    good: () => ({ path: `${PATH}/attribution?${range}` }),
    bad: { path: `${PATH}/attribution?from=2020-01-01&to=2026-01-01`, pointer: "/from" },
  },
};
