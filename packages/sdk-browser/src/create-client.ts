import { attempt, newId } from "@rapport/sdk-core";
import { readAttribution } from "./attribution.ts";
import type { Client } from "./client.ts";
import type { InitOptions, Plugin } from "./core-rapport.ts";
import type { Report } from "./delivery.ts";
import type { Extras } from "./extras.ts";
import { followPage, obey } from "./follow-page.ts";
import { QUEUE, saveSoon } from "./queue-keeper.ts";
import { createPost, encodeText, KEEPALIVE_BYTES } from "./send-body.ts";
import { local } from "./storage.ts";

/** A set-up client: consent, identity, queue, transport and the life of the page. */
export const createClient = (
  life: { extras: Extras; hooks: Plugin[]; report: Report },
  options: InitOptions,
): Client => {
  const { extras } = life;
  const writeKey = options.writeKey || options.apiKey || "";
  const host = options.host.replace(/\/+$/, "");
  const prefix = `rapport_${writeKey}_`;
  const { persistence } = options;
  const allPlaces = [local, extras.widePlace];
  const post = createPost(host);
  const client: Client = {
    ...life,
    settings: options,
    publicKey: writeKey,
    prefix,
    allPlaces,
    places: persistence === "memory" ? [] : persistence === "cookie" ? [extras.widePlace, local] : allPlaces,
    memory: {},
    ids: { anonymousId: "" },
    session: [],
    known: new Set(),
    release: new AbortController(),
    ownKey: prefix + QUEUE + newId(),
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
  client.touches = attempt(() => readAttribution(client));
  return client;
};
