/** A client of others and the calls that start it: set up, one event, one identified user. */
export type Peer = { name: string; version: string; source: string };

const peer = (name: string, version: string, source: string): Peer => ({ name, version, source });

/** The newest versions of each that install completely. */
export const PEERS: readonly Peer[] = [
  peer(
    "@plausible-analytics/tracker",
    "0.4.6",
    'import { init, track } from "@plausible-analytics/tracker"; init({ domain: "d" }); track("e", {});',
  ),
  peer(
    "@openpanel/web",
    "1.4.1",
    'import { OpenPanel } from "@openpanel/web"; const o = new OpenPanel({ clientId: "k" }); o.track("e"); o.identify({ profileId: "u" });',
  ),
  peer("swetrix", "4.6.1", 'import * as s from "swetrix"; s.init("k"); s.track({ ev: "e" }); s.trackViews();'),
  peer(
    "@snowplow/browser-tracker",
    "4.10.1",
    'import * as s from "@snowplow/browser-tracker"; s.newTracker("t", "h", {}); s.trackPageView(); s.setUserId("u"); s.trackSelfDescribingEvent({ event: { schema: "s", data: {} } });',
  ),
  peer(
    "@jitsu/js",
    "1.11.0",
    'import { jitsuAnalytics } from "@jitsu/js"; const j = jitsuAnalytics({ host: "h", writeKey: "k" }); j.track("e"); j.identify("u");',
  ),
  peer(
    "@segment/analytics-next",
    "1.84.3",
    'import { AnalyticsBrowser } from "@segment/analytics-next"; const a = AnalyticsBrowser.load({ writeKey: "k" }); a.track("e"); a.identify("u");',
  ),
  peer(
    "@rudderstack/analytics-js",
    "3.34.1",
    'import { RudderAnalytics } from "@rudderstack/analytics-js"; const r = new RudderAnalytics(); r.load("k", "h"); r.track("e"); r.identify("u");',
  ),
  peer(
    "@amplitude/analytics-browser",
    "2.47.0",
    'import { init, track, setUserId } from "@amplitude/analytics-browser"; init("k"); track("e"); setUserId("u");',
  ),
  peer(
    "posthog-js",
    "1.434.18",
    'import posthog from "posthog-js"; posthog.init("k", { api_host: "h" }); posthog.capture("e"); posthog.identify("u");',
  ),
  peer("mixpanel-browser", "2.83.0", 'import m from "mixpanel-browser"; m.init("k"); m.track("e"); m.identify("u");'),
];
