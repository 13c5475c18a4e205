import type { RudderAnalytics as BrowserClient } from "@rudderstack/analytics-js/bundled";
import RudderAnalytics from "@rudderstack/rudder-sdk-node";
import type { AnalyticsBrowser } from "@segment/analytics-next";
import { Analytics } from "@segment/analytics-node";
import type { Browser, Page } from "playwright-core";
import { serveClientPage } from "./serve-client-page.ts";

/** Where a client sends to, and how far its device's clock is off. */
export type Target = { url: string; writeKey: string; skewMs?: number };

/** A client of others that is set up, behind the one call that is made of it. */
export type Sender = { track(event: string): Promise<unknown>; close(): Promise<unknown> };

/** An official client, unmodified, that sends each event at once. */
export type OfficialClient = { name: string; open(target: Target): Promise<Sender> };

/** Those of back ends run in this process: `skewMs` is the business of whoever sets its clock. */
export const NODE_CLIENTS: readonly OfficialClient[] = [
  {
    name: "@segment/analytics-node",
    async open({ url, writeKey }) {
      const client = new Analytics({ writeKey, host: url, flushAt: 1 }).on("error", () => {});
      return {
        track: async (event) => client.track({ anonymousId: "device-1", event }),
        close: () => client.closeAndFlush(),
      };
    },
  },
  {
    name: "@rudderstack/rudder-sdk-node",
    async open({ url, writeKey }) {
      // Without a handler of its own it rejects what nobody awaits, once for each answer that it does not try again after.
      const client = new RudderAnalytics(writeKey, { dataPlaneUrl: url, flushAt: 1, errorHandler: () => {} });
      return {
        track: async (event) => client.track({ anonymousId: "device-1", event }),
        close: () => client.flush(),
      };
    },
  },
];

/** A guard against hanging: a busy machine takes its time. */
const PAGE_MS = 120_000;

type PageClient = { name: string; from: string; exported: string; start(target: Target): void };

const PAGE_CLIENTS: readonly PageClient[] = [
  {
    name: "@segment/analytics-next",
    from: "@segment/analytics-next",
    exported: "AnalyticsBrowser",
    // Runs in the page.
    start({ url, writeKey }) {
      const Client: typeof AnalyticsBrowser = Reflect.get(globalThis, "AnalyticsBrowser");
      const integrations = { "Segment.io": { apiHost: `${url.replace("http://", "")}/v1`, protocol: "http" as const } };
      const client = Client.load({ writeKey, cdnURL: url }, { integrations });
      Reflect.set(globalThis, "trackOne", (event: string) => void client.track(event));
    },
  },
  {
    name: "@rudderstack/analytics-js",
    from: "@rudderstack/analytics-js/bundled",
    exported: "RudderAnalytics",
    // Runs in the page.
    start({ url, writeKey }) {
      const Client: typeof BrowserClient = Reflect.get(globalThis, "RudderAnalytics");
      const client = new Client();
      client.load(writeKey, url, { configUrl: url });
      Reflect.set(globalThis, "trackOne", (event: string) => client.track(event));
    },
  },
];

/** Those of pages, each in a visit of its own. `close` ends the sites of their pages. */
export async function openPageClients(browser: Browser): Promise<{ clients: OfficialClient[]; close(): void }> {
  const sites = await Promise.all(PAGE_CLIENTS.map(({ from, exported }) => serveClientPage(from, exported)));
  const clients = PAGE_CLIENTS.map(({ name, start }, place) => ({
    name,
    async open(target: Target): Promise<Sender> {
      const page = await openPage(browser, sites[place]?.origin ?? "", target.skewMs ?? 0);
      await page.evaluate(start, target);
      return {
        track: (event) => page.evaluate((name) => Reflect.get(globalThis, "trackOne")(name), event),
        close: () => page.context().close(),
      };
    },
  }));
  return {
    clients,
    close: () => {
      for (const site of sites) site.close();
    },
  };
}

async function openPage(browser: Browser, origin: string, skewMs: number): Promise<Page> {
  const context = await browser.newContext();
  // A clock that is off and goes on, from before the client's script.
  await context.addInitScript((offMs) => {
    const Right = Date;
    globalThis.Date = new Proxy(Right, {
      construct: (_, inputs) => Reflect.construct(Right, inputs.length > 0 ? inputs : [Right.now() + offMs]),
      get: (target, key) => (key === "now" ? () => Right.now() + offMs : Reflect.get(target, key)),
    });
  }, skewMs);
  const page = await context.newPage();
  await page.goto(origin, { timeout: PAGE_MS });
  return page;
}
