import { attempt } from "@rapport/sdk-core";
import type { ConsentState } from "./consent-state.ts";
import type { Storage } from "./storage.ts";
import { readValue } from "./storage.ts";

/** What the visitor decided: all or nothing, or category by category. */
export type ConsentChoice = "granted" | "denied" | Record<string, boolean>;

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

export type Decision = Storage & {
  settings: ConsentOptions;
  /** The decision as it is remembered, or what holds without one. */
  choice?: unknown;
};

/** Takes over what was remembered, by an earlier page or another tab too. Answers whether that changed the state. */
export const readDecision = (client: Decision): boolean => {
  const { consent = "granted", consentCategory = "analytics", ignoreSignals } = client.settings;
  // A decision made on this site is worth more than a setting of the browser, and that more than our default.
  const choice = readValue(client, "consent") ?? (!ignoreSignals && attempt(asksForPrivacy) ? "denied" : consent);
  const before = client.decided;
  client.choice = choice;
  client.decided =
    choice === "granted" || Object(choice)[consentCategory] ? "granted" : choice === "pending" ? choice : "denied";
  return client.decided !== before;
};

declare global {
  interface Navigator {
    globalPrivacyControl?: boolean;
  }
}

/** Global Privacy Control (W3C) and Do Not Track, which some browsers still send. */
const asksForPrivacy = () => navigator.globalPrivacyControl || navigator.doNotTrack === "1";
