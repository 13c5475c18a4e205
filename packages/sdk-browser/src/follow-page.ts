import { attempt } from "@rapport/sdk-core";
import type { Client } from "./client.ts";
import type { ConsentChoice } from "./consent.ts";
import { readDecision } from "./consent.ts";
import { hurry } from "./delivery.ts";
import { readIds, resetIds } from "./identity.ts";
import { listWaiting, settle } from "./queue.ts";
import { findQueues, keepsQueue, letGo, listQueues, reachQueue, saveQueue } from "./queue-keeper.ts";
import { eraseValues, keepValues, writeValue } from "./storage.ts";

/** Brings storage and queue in line with what the visitor decided, here or in another tab. */
export const obey = (client: Client): void => {
  const changed = readDecision(client);
  if (changed && client.decided === "granted") keepValues(client);
  if (changed && client.decided === "denied") {
    settle(client, listWaiting(client));
    letGo(client);
    listQueues(client).map((key) => reachQueue(key, ""));
    eraseValues(client);
    resetIds(client);
  }
  readIds(client);
  if (keepsQueue(client)) findQueues(client);
  if (changed) hurry(client);
};

/** Takes a decision of this page and remembers it. */
export const decide = (client: Client, choice: ConsentChoice): void => {
  writeValue(client, "consent", choice);
  obey(client);
};

/** Follows the life of the page, and other tabs. */
export const followPage = (client: Client): void => {
  // What happens to the document passes the window first.
  const on = (name: string, run: (client: Client) => void) =>
    addEventListener(name, () => attempt(() => run(client)), true);
  on("pagehide", () => {
    saveQueue(client);
    hurry(client);
    letGo(client);
  });
  on("pageshow", obey);
  on("storage", obey);
  on("online", hurry);
  on("visibilitychange", () => (document.hidden ? hurry : obey)(client));
};
