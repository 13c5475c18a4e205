import type { PlatformCapabilities } from "@rapport/ports/ad-platform";

/** What the sandbox takes: about what the strictest of the real ones and the most generous have in common. */
export const SANDBOX_CAPABILITIES: PlatformCapabilities = {
  campaigns: true,
  dryRun: true,
  totalBudget: true,
  maxAdSets: 20,
  minDailyBudgetCents: 100,
  placements: [
    {
      placement: "feed",
      headlines: { min: 1, max: 15, length: 90 },
      descriptions: { min: 1, max: 4, length: 200 },
      message: { min: 0, max: 1, length: 600 },
      needsImage: false,
    },
  ],
  settledAfterDays: 7,
  version: null,
};
