import { setTimeout as sleep } from "node:timers/promises";
import type { Store } from "@rapport/store/database";
import { notifyPeers } from "@rapport/store/queries/notify-peers";
import { z } from "zod";
import type { Logger } from "../logger.ts";
import { tellError } from "../logger.ts";

const CHANNEL = "rapport_peers";
/** Messages that come within this time go out as one: a notification costs a transaction. */
const GATHER_MS = 5;
/** Postgres takes fewer than 8,000 bytes. */
const MAX_BYTES = 7_500;

/** What one server tells the others: names only. What there is to know of them is read from the store. */
const newsSchema = z.object({
  node: z.string(),
  /** Projects with new events; `null` when they are too many to name. */
  events: z.array(z.string()).nullish(),
  /** Items that were set or removed, by project; `null` when they are too many to name. */
  items: z.record(z.string(), z.array(z.string())).nullish(),
  /** True when leases are to be taken or given. */
  leases: z.boolean().optional(),
});

type News = z.infer<typeof newsSchema>;

export type PeersOptions = {
  store: Store;
  log: Logger;
  /** Name of this server: it does not hear itself. */
  node: string;
  onNews: (news: Omit<News, "node">) => void;
  /** Called when the connection stands, also again after a loss: news may have been missed. */
  onConnected: () => void;
};

/**
 * The other servers on the same database. News are hints and may be lost with a connection; whoever acts on them reads
 * the store, and looks there now and then by itself.
 */
export class Peers {
  readonly #options: PeersOptions;
  #events = new Set<string>();
  #items = new Map<string, Set<string>>();
  #leases = false;
  #sending: Promise<void> | undefined;
  #stopListening: (() => Promise<void>) | undefined;

  constructor(options: PeersOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { store, onConnected } = this.#options;
    this.#stopListening = await store.listen?.(CHANNEL, (payload) => this.#hear(payload), onConnected);
  }

  tellEvents(projectIds: Iterable<string>): void {
    for (const id of projectIds) this.#events.add(id);
    this.#send();
  }

  tellItems(projectId: string, itemIds: readonly string[]): void {
    const items = this.#items.get(projectId) ?? new Set();
    for (const id of itemIds) items.add(id);
    this.#items.set(projectId, items);
    this.#send();
  }

  tellLeases(): void {
    this.#leases = true;
    this.#send();
  }

  /** Sends what is waiting, then hears no more. */
  async stop(): Promise<void> {
    await this.#sending;
    await this.#stopListening?.();
  }

  #send(): void {
    this.#sending ??= this.#gather().finally(() => {
      this.#sending = undefined;
    });
  }

  async #gather(): Promise<void> {
    const { store, log } = this.#options;
    while (this.#events.size > 0 || this.#items.size > 0 || this.#leases) {
      await sleep(GATHER_MS);
      const payload = this.#write();
      await notifyPeers(store.db, CHANNEL, payload).catch((error: unknown) => {
        // They find out by themselves, a little later.
        log.warn("Other servers could not be told", { error: tellError(error) });
      });
    }
  }

  #write(): string {
    const news: News = {
      node: this.#options.node,
      ...(this.#events.size > 0 ? { events: [...this.#events] } : {}),
      ...(this.#items.size > 0
        ? { items: Object.fromEntries([...this.#items].map(([id, ids]) => [id, [...ids]])) }
        : {}),
      ...(this.#leases ? { leases: true } : {}),
    };
    this.#events = new Set();
    this.#items = new Map();
    this.#leases = false;
    const fits = (what: News) => Buffer.byteLength(JSON.stringify(what)) <= MAX_BYTES;
    if (!fits(news) && news.items) news.items = null;
    if (!fits(news)) news.events = null;
    return JSON.stringify(news);
  }

  #hear(payload: string): void {
    const { node, log, onNews } = this.#options;
    try {
      const { node: from, ...news } = newsSchema.parse(JSON.parse(payload));
      if (from !== node) onNews(news);
    } catch (error) {
      log.warn("News of another server could not be read", { error: tellError(error) });
    }
  }
}
