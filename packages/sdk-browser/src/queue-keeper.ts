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
    /** Keys whose lock is asked for or held, and ids of adopted events. */
    known: Set<string>;
    /** Lets go of all of them. */
    release: AbortController;
    /** Whether the queue will be written when this task ends. */
    saving?: 0 | 1;
  };

/** Begins the key of every page's queue, behind the client's own prefix. */
export const QUEUE = "queue_";

/** Reads what is kept under a key, or writes it. */
export const reachQueue: Place = (key, text) => attempt(() => local(key, text));

/** Replaces what is kept for this page. JSON has no raw line breaks, so a line is an event. */
export const saveQueue = (client: QueueKeeper): void => {
  client.saving = 0;
  if (keepsQueue(client)) reachQueue(client.ownKey, client.held.map((entry) => entry.line).join("\n"));
};

/** Whether events may outlive the page: where values may, too. */
export const keepsQueue = (client: QueueKeeper) => placesOf(client, "id")[0];

/** Keys of the queues that this and all other pages left. */
export const listQueues = (client: QueueKeeper) =>
  attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(client.prefix + QUEUE))) ?? [];

/** How late the last write of a dying page may become visible to others. */
const LATE_MS = 2_000;

/** Whether a key or an event was not seen before; it is from now on. */
const isNew = (client: QueueKeeper, id: string) => client.known.size < client.known.add(id).size;

/** Takes the events that are kept under another page's key, each once; answers what was kept. */
const adopt = (client: QueueKeeper, key: string) => {
  const kept = reachQueue(key);
  for (const line of String(kept).split("\n"))
    attempt(() => {
      const { messageId } = JSON.parse(line);
      if (isNew(client, messageId)) enqueue(client, messageId, line);
    });
  // Kept under the own key before the other one goes: a crash between the two doubles events, but loses none.
  saveQueue(client);
  reachQueue(key, "");
  return kept;
};

/** Looks for queues of pages not seen before. */
export const findQueues = (client: QueueKeeper): void => {
  for (const key of [client.ownKey, ...listQueues(client)]) {
    if (!isNew(client, key)) continue;
    // The own lock is held for good; that of a page that is gone until nothing came for as long as a write may be late, its last one or
    // the emptying here: a third page must not take for new what was taken. Without locks it may live, and is asked once.
    const run = (lock?: unknown) =>
      new Promise<unknown>((resolve) => {
        const look = (first?: unknown): unknown =>
          adopt(client, key) || first ? lock && setTimeout(look, LATE_MS) : resolve(0);
        if (key === client.ownKey) client.release.signal.onabort = resolve;
        else look(1);
      });
    // A page that came back from the back/forward cache keeps events again: its key may be found once more. Without locks it may
    // not, or two living pages would take each other's events for ever.
    attempt(() =>
      navigator.locks.request(key, client.release, run).then(
        () => client.known.delete(key),
        attempt, // it was released before it was granted: there is nothing to run
      ),
    ) ?? run();
  }
};

/** Lets go of everything, so that the page may rest in the back/forward cache and another may adopt its queue. */
export const letGo = (client: QueueKeeper): void => {
  client.release.abort();
  client.release = new AbortController();
  client.known.clear();
};
