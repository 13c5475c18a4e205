import { attempt } from "./attempt.ts";
import type { Store } from "./storage.ts";

/** What the visitor decided: all or nothing, or category by category. */
export type ConsentChoice = "granted" | "denied" | Record<string, boolean>;

/** `pending`: not asked or not answered yet. */
export type ConsentState = "granted" | "denied" | "pending";

export type ConsentOptions = {
  /**
   * State of a visitor who has not decided. Default `granted`. With `pending` nothing is stored or sent before
   * `rapport.consent(…)` grants it.
   */
  consent?: ConsentState | ConsentChoice;
  /** Category of a choice by categories that permits tracking. Default `analytics`. */
  consentCategory?: string;
  /** Events before the decision: kept in memory until it (default), or dropped. */
  beforeConsent?: "hold" | "drop";
  /** Take no notice of Global Privacy Control and Do Not Track. Default: either of them counts as `denied`. */
  ignoreSignals?: boolean;
};

/** What the visitor decided, as far as this page knows. */
export function createConsent(options: ConsentOptions, store: Store) {
  const { consent = "granted", consentCategory = "analytics" } = options;
  let choice: ConsentState | ConsentChoice = "pending";
  return {
    setChoice: (decided: ConsentChoice) => store.write("consent", JSON.stringify(decided)),
    /** Takes over what was remembered, by an earlier page or another tab too. */
    readChoice() {
      // A decision made on this site is worth more than a setting of the browser, and that more than our default.
      const asks = !options.ignoreSignals && attempt(asksForPrivacy);
      choice = attempt(() => JSON.parse(store.read("consent") ?? "")) || (asks ? "denied" : consent);
    },
    getState: (): ConsentState =>
      typeof choice !== "object" ? choice : choice[consentCategory] ? "granted" : "denied",
    /** For `context.consent`: the decision by categories, if it was one. */
    getCategories: () => (typeof choice === "object" ? { categoryPreferences: choice } : undefined),
  };
}

/** Global Privacy Control (W3C) and Do Not Track, which some browsers still send. */
function asksForPrivacy(): boolean {
  return Reflect.get(navigator, "globalPrivacyControl") || navigator.doNotTrack === "1";
}
