import { randomUuid } from "@rapport/sdk-core";
import { attempt } from "./attempt.ts";

/**
 * Keeps the unsettled events of this page in localStorage, under a key of its own, and adopts what dead pages left.
 * Each page holds a Web Lock on its key for as long as it lives, and waits for the lock of every other page it finds;
 * whoever gets one knows that its page is gone and takes the events over at once. Without Web Locks (pages without TLS)
 * events are adopted right away: they may then travel twice, and the server drops the copies by messageId.
 */
export function createQueueKeeper(prefix: string, adopt: (texts: string[]) => void) {
  const ownKey = prefix + randomUuid();
  const known = new Set<string>();
  let release = new AbortController();
  const listKeys = () => attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(prefix))) ?? [];
  const remove = (key: string) => attempt(() => localStorage.removeItem(key));
  const takeOver = (key: string) => {
    const text = attempt(() => localStorage.getItem(key));
    // Kept under the own key before the other one goes: a crash between the two doubles events, but loses none.
    if (text) adopt(text.split("\n"));
    remove(key);
  };
  /** Looks for queues of pages not seen before; for the own one, only holds its lock. */
  const findQueues = () => {
    const { signal } = release;
    for (const key of [ownKey, ...listKeys()]) {
      if (known.has(key)) continue;
      known.add(key);
      const run = async () =>
        key === ownKey ? new Promise((resolve) => signal.addEventListener("abort", resolve)) : takeOver(key);
      const granted = attempt(() => navigator.locks.request(key, { signal }, run));
      // The last write of a dying page may become visible after its lock went: its queue may then be found once more. Without
      // locks it may not, or two living pages would take each other's events for ever.
      granted?.then(() => known.delete(key)).catch(() => {}); // rejects when it is released before it was granted
      if (!granted) void run();
    }
  };
  return {
    /** Replaces what is kept for this page. JSON has no raw line breaks, so a line is an event. */
    save(texts: string[]) {
      if (texts[0]) attempt(() => localStorage.setItem(ownKey, texts.join("\n")));
      else remove(ownKey);
    },
    findQueues,
    /** Lets go of everything, so that the page may rest in the back/forward cache and another may adopt its queue. */
    letGo() {
      release.abort();
      release = new AbortController();
      known.clear();
    },
    /** Deletes what this and all other pages left. */
    eraseQueues: () => listKeys().forEach(remove),
  };
}
