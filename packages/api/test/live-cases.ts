import type { RouteCase } from "./route-case.ts";

export const LIVE_CASES: Record<string, RouteCase> = {
  createStreamToken: {
    access: "any",
    good: () => ({ path: "/api/v1/stream/token", body: { anonymousId: "ada-device" } }),
    bad: { path: "/api/v1/stream/token", body: { anonymousId: "a", ttlSeconds: 5 }, pointer: "/ttlSeconds" },
  },
};
