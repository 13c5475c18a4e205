import type { Database, Store } from "@rapport/store/database";
import { notifyPeers } from "@rapport/store/queries/notify-peers";
import type { Services } from "../context.ts";
import type { Logger } from "../logger.ts";
import { tellError } from "../logger.ts";
import type { RememberedPeople } from "../recommendations/remembered-people.ts";
import { tellSeldom } from "../recommendations/tell-seldom.ts";

const CHANNEL = "rapport_people";
/** Profiles of one message: Postgres takes fewer than 8,000 bytes. */
const TOLD_AT_ONCE = 190;
/** Messages of one transaction: of more people than that, the others forget the whole project. */
const MOST_MESSAGES = 10;
/** In place of profile ids. */
const ALL = "all";
/** How often a server tells itself that it still hears, and for how long it believes that after having asked. */
const [BEAT_MS, TRUSTED_MS] = [250, 1_000];
const BEAT = "beat";

/**
 * Tells all servers, with the commit of this transaction and not without it, which people it changes: their last items, or which ids lead
 * to them. Sent by the transaction itself, so that no crash falls between the change and the news of it.
 */
export async function tellPeople(
  tx: Database,
  { recommenders }: Pick<Services, "recommenders">,
  projectId: string,
  profileIds: Iterable<string>,
): Promise<void> {
  if (!recommenders.people.isShared) return;
  const ids = [...profileIds];
  const isMany = ids.length > TOLD_AT_ONCE * MOST_MESSAGES;
  if (isMany) return notifyPeers(tx, CHANNEL, `${projectId} ${ALL}`);
  for (let from = 0; from < ids.length; from += TOLD_AT_ONCE) {
    await notifyPeers(tx, CHANNEL, [projectId, ...ids.slice(from, from + TOLD_AT_ONCE)].join(" "));
  }
}

export type PeopleNewsOptions = {
  store: Store;
  log: Logger;
  /** Name of this server. */
  node: string;
  people: RememberedPeople;
  /** Milliseconds of the clock that `people` goes by. */
  nowMs?: () => number;
};

/**
 * Lets a server keep people in memory that other servers change. Messages of a database come in the order of its commits: a server that
 * hears a beat of its own has heard of every change that was committed when it sent the beat. What it keeps is asked for a second
 * from then on, and not while beats do not come.
 */
export class PeopleNews {
  readonly #options: PeopleNewsOptions;
  readonly #nowMs: () => number;
  /** When the beats that were not heard yet were sent, by number. */
  readonly #sent = new Map<number, number>();
  #beats = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopListening: (() => Promise<void>) | undefined;

  constructor(options: PeopleNewsOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? (() => performance.now());
    options.people.trustUntil(0);
  }

  async start(): Promise<void> {
    const { store } = this.#options;
    this.#stopListening = await store.listen?.(
      CHANNEL,
      (payload) => this.#hear(payload),
      () => this.#lose(),
    );
    this.#timer = setInterval(() => void this.#beat(), BEAT_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#options.people.trustUntil(0);
    await this.#stopListening?.();
  }

  /** Connected, perhaps once more: what was told meanwhile was not heard, beats that were sent before prove nothing. */
  #lose(): void {
    this.#sent.clear();
    this.#options.people.trustUntil(0);
    this.#options.people.clear();
    void this.#beat();
  }

  async #beat(): Promise<void> {
    const { store, log, node } = this.#options;
    const number = ++this.#beats;
    const nowMs = this.#nowMs();
    for (const [old, sentMs] of this.#sent) if (nowMs - sentMs > TRUSTED_MS) this.#sent.delete(old);
    this.#sent.set(number, nowMs);
    try {
      await notifyPeers(store.db, CHANNEL, `${BEAT} ${node} ${number}`);
    } catch (error) {
      // Until one is heard, the store is asked for everybody.
      tellSeldom(log, Date.now(), "A server could not tell itself that it hears", { error: tellError(error) });
    }
  }

  #hear(payload: string): void {
    const { people, node } = this.#options;
    const [subject = "", ...words] = payload.split(" ");
    if (subject !== BEAT) {
      if (words[0] === ALL) people.clear();
      else people.forget(subject, words);
      return;
    }
    const sentMs = words[0] === node ? this.#sent.get(Number(words[1])) : undefined;
    if (sentMs === undefined) return;
    this.#sent.delete(Number(words[1]));
    people.trustUntil(sentMs + TRUSTED_MS);
  }
}
