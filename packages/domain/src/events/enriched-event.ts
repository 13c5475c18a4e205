import type { LoggedEvent } from "@rapport/contracts/log";

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
};

/** A logged event on its way into the store. */
export type EnrichedEvent = LoggedEvent & {
  projectId: string;
  trusted: boolean;
  /** Who signed the request that it came with. */
  actor?: string | undefined;
  sessionId: string | undefined;
  enrichment: Enrichment;
};

/** An event that was new: its place in the store and the profile it was folded into. */
export type RecordedEvent = { event: EnrichedEvent; id: string; seq: number; profileId: string };
