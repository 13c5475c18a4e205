import { attempt } from "@rapport/sdk-core";
import type { Delivery } from "./delivery.ts";
import { enqueue } from "./delivery.ts";
import type { Place, Storage } from "./storage.ts";
import { local, placesOf } from "./storage.ts";

/**
 * Keeps the unsettled events of this page in localStorage, under a key of its own, and adopts what dead pages left.
 * Each page holds a Web Lock on its key for as long as it lives, and waits for the lock of every other page it finds;
 * whoever gets one knows that its page is gone and takes the events over at once. Without Web Locks (pages without TLS)
 * events are adopted right away: they may then travel twice, and the server drops the copies by messageId.
 */
export type QueueKeeper = Delivery &
  Storage & {
    /** Key of this page's queue. */
    ownKey: string;
    /** Keys whose lock is asked for or held. */
    known: Set<string>;
    /** Lets go of all of them. */
    release: AbortController;
    saving?: boolean;
  };

/** Begins the key of every page's queue, behind the client's own prefix. */
export const QUEUE = "queue_";

/** Reads what is kept under a key, or writes it. */
export const reachQueue: Place = (key, text) => attempt(() => local(key, text));

/** Many calls of one task are written once, after the task and before the page can go away. */
export const saveSoon = (client: QueueKeeper): void => {
  if (!client.saving) queueMicrotask(() => saveQueue(client));
  client.saving = true;
};

/** Replaces what is kept for this page. JSON has no raw line breaks, so a line is an event. */
export const saveQueue = (client: QueueKeeper): void => {
  client.saving = false;
  if (keepsQueue(client)) reachQueue(client.ownKey, client.held.map((entry) => entry.line).join("\n"));
};

/** Whether events may outlive the page: where values may, too. */
export const keepsQueue = (client: QueueKeeper) => placesOf(client, "id")[0];

/** Keys of the queues that this and all other pages left. */
export const listQueues = (client: QueueKeeper) =>
  attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(client.prefix + QUEUE))) ?? [];

/** Takes the events of a page that is gone; for the own key, only holds the lock. */
const takeOver = (client: QueueKeeper, key: string, signal: AbortSignal): unknown => {
  if (key === client.ownKey)
    return new Promise((resolve) => {
      signal.onabort = resolve;
    });
  for (const line of String(reachQueue(key)).split("\n"))
    attempt(() => enqueue(client, JSON.parse(line).messageId, line));
  // Kept under the own key before the other one goes: a crash between the two doubles events, but loses none.
  saveQueue(client);
  return reachQueue(key, "");
};

/** Looks for queues of pages not seen before. */
export const findQueues = (client: QueueKeeper): void => {
  const {
    known,
    release: { signal },
  } = client;
  for (const key of [client.ownKey, ...listQueues(client)]) {
    if (known.has(key)) continue;
    known.add(key);
    const run = () => takeOver(client, key, signal);
    const granted = attempt(() => navigator.locks.request(key, { signal }, run));
    // The last write of a dying page may become visible after its lock went: its queue may then be found once more. Without
    // locks it may not, or two living pages would take each other's events for ever.
    if (granted)
      granted.then(
        () => known.delete(key),
        () => {},
      ); // rejects when it is released before it was granted
    else run();
  }
};

/** Lets go of everything, so that the page may rest in the back/forward cache and another may adopt its queue. */
export const letGo = (client: QueueKeeper): void => {
  client.release.abort();
  client.release = new AbortController();
  client.known.clear();
};
