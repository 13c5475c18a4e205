import { attempt, newId } from "@rapport/sdk-core";
import { readAttribution } from "./attribution.ts";
import type { Client } from "./client.ts";
import type { InitOptions, Plugin } from "./core-rapport.ts";
import type { Report } from "./delivery.ts";
import type { Extras } from "./extras.ts";
import { followPage, obey } from "./follow-page.ts";
import { describePage } from "./page-context.ts";
import { QUEUE, saveQueue } from "./queue-keeper.ts";
import { createPost, encodeText } from "./send-body.ts";
import { local } from "./storage.ts";

/** Events of one body. With what stands around them, a hundred bytes, it can be kept alive beyond its page. */
const BODY_BYTES = 60_000;

/** A set-up client: consent, identity, queue, transport and the life of the page. */
export const createClient = (
  life: { extras: Extras; hooks: Plugin[]; report: Report },
  options: InitOptions,
): Client => {
  const { extras } = life;
  const writeKey = options.writeKey || options.apiKey || "";
  const host = options.host.replace(/\/+$/, "");
  const prefix = `rapport_${writeKey}_`;
  const allPlaces = [local, extras.widePlace];
  const post = createPost(host);
  const client: Client = {
    ...life,
    settings: options,
    publicKey: writeKey,
    prefix,
    allPlaces,
    places:
      options.persistence === "memory" ? [] : options.persistence === "cookie" ? [extras.widePlace, local] : allPlaces,
    memory: {},
    ids: {} as Client["ids"], // as: obeying gives them, below
    session: [],
    known: new Set(),
    release: new AbortController(),
    ownKey: prefix + QUEUE + newId(),
    held: [],
    letters: 0,
    waiters: new Set(),
    onChange() {
      // Many calls of one task are written once, after the task and before the page can go away.
      if (!client.saving) queueMicrotask(() => saveQueue(client));
      client.saving = 1;
    },
    sendBody: extras.transport?.(post, host, writeKey) ?? ((body) => post(encodeText(body))),
    maxBytes: BODY_BYTES,
    failures: 0,
    untilMs: 0,
    inFlight: 0,
  };
  obey(client);
  describePage(client); // the first look takes .4 ms: here, and not in a call of the page
  followPage(client);
  client.touches = attempt(() => readAttribution(client));
  return client;
};
