import { randomUuid } from "@rapport/sdk-core";
import { attempt } from "./attempt.ts";

/**
 * Keeps the unsettled events of this page in localStorage, under a key of its own, and adopts what dead pages left.
 * Each page holds a Web Lock on its key for as long as it lives, and waits for the lock of every other page it finds;
 * whoever gets one knows that its page is gone and takes the events over at once. Without Web Locks (pages without TLS)
 * events are adopted right away: they may then travel twice, and the server drops the copies by messageId.
 */
export class QueueKeeper {
  readonly #prefix: string;
  readonly #ownKey: string;
  readonly #adopt: (texts: string[]) => void;
  readonly #known = new Set<string>();
  #release = new AbortController();
  #keptSomething = false;

  constructor(writeKey: string, adopt: (texts: string[]) => void) {
    this.#prefix = `rapport_queue_${writeKey}_`;
    this.#ownKey = this.#prefix + randomUuid();
    this.#adopt = adopt;
  }

  /** Replaces what is kept for this page. JSON has no raw line breaks, so a line is an event. */
  save(texts: string[]): void {
    if (texts.length > 0) attempt(() => localStorage.setItem(this.#ownKey, texts.join("\n")));
    else if (this.#keptSomething) attempt(() => localStorage.removeItem(this.#ownKey));
    this.#keptSomething = texts.length > 0;
  }

  /** Starts to hold the own key and to wait for the others. */
  open(): void {
    const { signal } = this.#release;
    const untilReleased = () => new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    this.#known.add(this.#ownKey);
    this.#withLock(this.#ownKey, untilReleased);
    this.findOthers();
  }

  /** Looks for queues of pages not seen before. */
  findOthers(): void {
    for (const key of attempt(() => Object.keys(localStorage)) ?? []) {
      if (!key.startsWith(this.#prefix) || this.#known.has(key)) continue;
      this.#known.add(key);
      this.#withLock(key, () => this.#takeOver(key));
    }
  }

  /** Lets go of everything, so that the page may rest in the back/forward cache and another may adopt its queue. */
  close(): void {
    this.#release.abort();
    this.#release = new AbortController();
    this.#known.clear();
  }

  #withLock(key: string, run: () => unknown): void {
    const locked = attempt(() => navigator.locks.request(key, { signal: this.#release.signal }, async () => run()));
    if (locked)
      locked.catch(() => {}); // released before it was granted
    else run();
  }

  #takeOver(key: string): void {
    const text = attempt(() => localStorage.getItem(key));
    attempt(() => localStorage.removeItem(key));
    if (text) this.#adopt(text.split("\n"));
  }
}
