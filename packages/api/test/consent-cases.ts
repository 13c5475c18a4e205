import { expect } from "vitest";
import type { RouteCase } from "./route-case.ts";

const LONG = "x".repeat(256);

/** How to call the operations on consent, and on how long events are kept. */
export const CONSENT_CASES: Record<string, RouteCase> = {
  listConsents: {
    access: "secret",
    good: () => ({ path: "/api/v1/consents?id=ada&category=marketing" }),
    bad: { path: "/api/v1/consents?id=ada&cursor=first", pointer: "/cursor" },
    missing: { path: "/api/v1/consents?id=nobody" },
  },
  decideConsent: {
    access: "secret",
    good: () => ({ path: "/api/v1/consents", body: { userId: "ada", category: "marketing", granted: true } }),
    bad: { path: "/api/v1/consents", body: { userId: LONG, category: "marketing", granted: true }, pointer: "/userId" },
  },
  exportPerson: {
    access: "secret",
    good: () => ({ path: "/api/v1/privacy/export", body: { userId: "ada" } }),
    bad: { path: "/api/v1/privacy/export", body: { userId: "ada", anonymousId: "ada-device" }, pointer: "/userId" },
    missing: { path: "/api/v1/privacy/export", body: { userId: "nobody" } },
  },
  getEventRetention: {
    access: "secret",
    empty: expect.objectContaining({ days: null, names: {}, lastRun: null, runs: [] }),
    good: () => ({ path: "/api/v1/retention" }),
    bad: { path: "/api/v1/retention?days=1", pointer: "" },
  },
  putEventRetention: {
    access: "secret",
    good: () => ({ path: "/api/v1/retention", method: "PUT", body: { days: 400, names: { "Page Viewed": 30 } } }),
    bad: { path: "/api/v1/retention", method: "PUT", body: { days: 0 }, pointer: "/days" },
  },
};
