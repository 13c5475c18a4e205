import { attempt } from "@rapport/sdk-core";
import type { Client } from "./client.ts";
import type { ConsentChoice } from "./consent.ts";
import { readDecision } from "./consent.ts";
import { hurry } from "./delivery.ts";
import { readIds, resetIds } from "./identity.ts";
import { listWaiting, settle } from "./queue.ts";
import { eraseQueues, findQueues, keepsQueue, letGo, saveQueue } from "./queue-keeper.ts";
import { eraseValues, writeValue } from "./storage.ts";

/** Brings storage and queue in line with what the visitor decided, here or in another tab. */
export function obey(client: Client): void {
  const changed = readDecision(client);
  if (changed && client.decided === "granted")
    for (const [name, value] of client.memory) writeValue(client, name, value);
  if (changed && client.decided === "denied") {
    settle(client, listWaiting(client));
    letGo(client);
    eraseQueues(client);
    eraseValues(client);
    resetIds(client);
  }
  readIds(client);
  if (keepsQueue(client)) findQueues(client);
  if (changed) hurry(client);
}

/** Takes a decision of this page and remembers it. */
export function decide(client: Client, choice: ConsentChoice): void {
  writeValue(client, "consent", choice);
  obey(client);
}

/** Follows the life of the page, and other tabs. */
export function followPage(client: Client): void {
  const on = (target: EventTarget, name: string, run: (client: Client) => void) =>
    target.addEventListener(name, () => attempt(() => run(client)));
  on(window, "pagehide", () => {
    saveQueue(client);
    hurry(client);
    letGo(client);
  });
  on(window, "pageshow", obey);
  on(window, "storage", obey);
  on(window, "online", hurry);
  on(document, "visibilitychange", () => (document.hidden ? hurry(client) : obey(client)));
}
