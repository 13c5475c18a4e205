import { attempt, newId } from "@rapport/sdk-core";
import { readAttribution } from "./attribution.ts";
import type { Client } from "./client.ts";
import type { InitOptions, Plugin } from "./core-rapport.ts";
import type { Report } from "./delivery.ts";
import type { Extras } from "./extras.ts";
import { followPage, obey } from "./follow-page.ts";
import { saveSoon } from "./queue-keeper.ts";
import { createPost, encodeText, KEEPALIVE_BYTES } from "./send-body.ts";
import { local } from "./storage.ts";

/** A set-up client: consent, identity, queue, transport and the life of the page. */
export function createClient(options: InitOptions, plugins: Plugin[], report: Report, extras: Extras): Client {
  const writeKey = options.writeKey || options.apiKey || "";
  const host = options.host.replace(/\/+$/, "");
  const prefix = `rapport_${writeKey}_`;
  const queuePrefix = `${prefix}queue_`;
  const { persistence } = options;
  const allPlaces = extras.cookie ? [local, extras.cookie] : [local];
  const post = createPost(host);
  const client: Client = {
    options,
    extras,
    plugins,
    report,
    writeKey,
    prefix,
    allPlaces,
    places: persistence === "memory" ? [] : persistence === "cookie" ? [...allPlaces].reverse() : allPlaces,
    memory: new Map(),
    ids: { anonymousId: "" },
    session: [],
    queuePrefix,
    ownKey: queuePrefix + newId(Date.now()),
    known: new Set(),
    release: new AbortController(),
    keeps: persistence !== "memory",
    held: [],
    waiters: [],
    onChange: () => saveSoon(client),
    sendBody: extras.transport?.(post, host, writeKey) ?? ((body) => post(encodeText(body))),
    maxBytes: KEEPALIVE_BYTES,
    failures: 0,
    untilMs: 0,
    inFlight: 0,
  };
  obey(client);
  followPage(client);
  client.attribution = attempt(() => readAttribution(client));
  return client;
}
