import type { EventFlags, LoggedEvent } from "@rapport/contracts/log";
import type { Interaction } from "../recommendations/interaction.ts";

/** Where a visit came from, as read from UTM parameters, click ids and the referrer. */
export type TouchSource = {
  source: string | null;
  medium: string | null;
  campaign: string | null;
  referrer: string | null;
  clickId: string | null;
};

/** What the pipeline read from an event's context. */
export type Enrichment = {
  browser?: string | undefined;
  os?: string | undefined;
  device?: string | undefined;
  /** Truncated address: IPv4 /24, IPv6 /48. */
  ip?: string | undefined;
  touch?: TouchSource | undefined;
  /** Secret key that signed the request, or `console`; absent for the public write key, which is everybody. */
  actor?: string | undefined;
  /** What was noticed at the door. */
  flags?: EventFlags | undefined;
};

/** A logged event on its way into the store. */
export type EnrichedEvent = LoggedEvent & {
  projectId: string;
  trusted: boolean;
  /** Who signed the request that it came with. */
  actor?: string | undefined;
  sessionId: string | undefined;
  /** As the request said it; kept for a replay, should the event become a dead letter. */
  userAgent?: string | undefined;
  enrichment: Enrichment;
  /** What was done with which items; absent where it was not read from the payload yet. */
  interactions?: readonly Interaction[] | undefined;
  /** Whether its context says something of consent; absent where nobody has looked yet. */
  speaksOfConsent?: boolean | undefined;
  /** Its share of the bytes of its log value. */
  bytes: number;
  /** True when it was charged to its workspace's quota. */
  charged: boolean;
};

/** An event that was new: its place in the store and the profile it was folded into. */
export type RecordedEvent = { event: EnrichedEvent; id: string; seq: number; profileId: string };
