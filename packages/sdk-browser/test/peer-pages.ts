/** A client of others with its defaults, behind the one call that the scenarios make. */
export type PeerPage = { name: string; version: string; source: string };

const page = (name: string, version: string, source: string): PeerPage => ({ name, version, source });

/** Each sends to the page's own origin. The versions are those of the table of sizes, where each installs completely. */
export const PEER_PAGES: readonly PeerPage[] = [
  page(
    "@segment/analytics-next",
    "1.84.3",
    `import { AnalyticsBrowser } from "@segment/analytics-next";
    const integrations = { "Segment.io": { apiHost: location.host + "/v1", protocol: "http" } };
    const client = AnalyticsBrowser.load({ writeKey: "k", cdnURL: location.origin }, { integrations });
    window.rapport = { track: (event, facts) => void client.track(event, facts) };`,
  ),
  page(
    "posthog-js",
    "1.434.18",
    // Headless browsers are robots to it.
    `import posthog from "posthog-js";
    posthog.init("k", { api_host: location.origin, opt_out_useragent_filter: true });
    window.rapport = { track: (event, facts) => void posthog.capture(event, facts) };`,
  ),
  page(
    "@rudderstack/analytics-js",
    "3.34.1",
    // The entry that needs no plugins from elsewhere.
    `import { RudderAnalytics } from "@rudderstack/analytics-js/bundled";
    const client = new RudderAnalytics();
    client.load("k", location.origin, { configUrl: location.origin });
    window.rapport = { track: (event, facts) => void client.track(event, facts) };`,
  ),
  page(
    "@snowplow/browser-tracker",
    "4.10.1",
    `import * as snowplow from "@snowplow/browser-tracker";
    snowplow.newTracker("t", location.origin, { appId: "a", encodeBase64: false });
    const schema = "iglu:test/event/jsonschema/1-0-0";
    window.rapport = { track: (name, facts) => snowplow.trackSelfDescribingEvent({ event: { schema, data: { name, ...facts } } }) };`,
  ),
  page(
    "@amplitude/analytics-browser",
    "2.47.0",
    `import { init, track } from "@amplitude/analytics-browser";
    init("k", { serverUrl: location.origin + "/2/httpapi", autocapture: false, remoteConfig: { fetchRemoteConfig: false } });
    window.rapport = { track: (event, facts) => void track(event, facts) };`,
  ),
  page(
    "@openpanel/web",
    "1.4.1",
    `import { OpenPanel } from "@openpanel/web";
    const client = new OpenPanel({ clientId: "k", apiUrl: location.origin });
    window.rapport = { track: (event, facts) => void client.track(event, facts) };`,
  ),
];
