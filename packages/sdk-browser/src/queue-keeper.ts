import { attempt } from "@rapport/sdk-core";
import type { Delivery } from "./delivery.ts";
import { enqueue } from "./delivery.ts";
import { local } from "./storage.ts";

/**
 * Keeps the unsettled events of this page in localStorage, under a key of its own, and adopts what dead pages left.
 * Each page holds a Web Lock on its key for as long as it lives, and waits for the lock of every other page it finds;
 * whoever gets one knows that its page is gone and takes the events over at once. Without Web Locks (pages without TLS)
 * events are adopted right away: they may then travel twice, and the server drops the copies by messageId.
 */
export type QueueKeeper = Delivery & {
  /** Begins the key of every page's queue. */
  queuePrefix: string;
  ownKey: string;
  /** Keys whose lock is asked for or held. */
  known: Set<string>;
  /** Lets go of all of them. */
  release: AbortController;
  /** False when events may not outlive the page. */
  keeps: boolean;
  saving?: boolean;
};

const writeQueue = (key: string, text: string) => attempt(() => local(key, text));

/** Many calls of one task are written once, after the task and before the page can go away. */
export function saveSoon(client: QueueKeeper): void {
  if (!client.saving) queueMicrotask(() => saveQueue(client));
  client.saving = true;
}

/** Replaces what is kept for this page. JSON has no raw line breaks, so a line is an event. */
export function saveQueue(client: QueueKeeper): void {
  client.saving = false;
  if (keepsQueue(client)) writeQueue(client.ownKey, client.held.map((entry) => entry.line).join("\n"));
}

export const keepsQueue = (client: QueueKeeper) => client.keeps && client.decided === "granted";

const listKeys = (client: QueueKeeper) =>
  attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(client.queuePrefix))) ?? [];

/** Takes the events of a page that is gone; for the own key, only holds the lock. */
async function takeOver(client: QueueKeeper, key: string, signal: AbortSignal): Promise<unknown> {
  if (key === client.ownKey) {
    return new Promise((resolve) => {
      signal.onabort = resolve;
    });
  }
  const text = attempt(() => local(key));
  for (const line of String(text).split("\n")) attempt(() => enqueue(client, JSON.parse(line).messageId, line));
  // Kept under the own key before the other one goes: a crash between the two doubles events, but loses none.
  saveQueue(client);
  return writeQueue(key, "");
}

/** Looks for queues of pages not seen before. */
export function findQueues(client: QueueKeeper): void {
  const { known, release } = client;
  const { signal } = release;
  for (const key of [client.ownKey, ...listKeys(client)]) {
    if (known.has(key)) continue;
    known.add(key);
    const run = () => takeOver(client, key, signal);
    const granted = attempt(() => navigator.locks.request(key, { signal }, run));
    // The last write of a dying page may become visible after its lock went: its queue may then be found once more. Without
    // locks it may not, or two living pages would take each other's events for ever.
    granted?.then(() => known.delete(key)).catch(() => {}); // rejects when it is released before it was granted
    if (!granted) void run();
  }
}

/** Lets go of everything, so that the page may rest in the back/forward cache and another may adopt its queue. */
export function letGo(client: QueueKeeper): void {
  client.release.abort();
  client.release = new AbortController();
  client.known.clear();
}

/** Deletes what this and all other pages left. */
export function eraseQueues(client: QueueKeeper): void {
  for (const key of listKeys(client)) writeQueue(key, "");
}
