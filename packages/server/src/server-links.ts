import type { RecordedEvent } from "@rapport/domain/events/enriched-event";
import { recordedToStoredEvent, toStoredEvent } from "@rapport/domain/events/to-stored-event";
import type { Logger } from "@rapport/domain/logger";
import { tellError } from "@rapport/domain/logger";
import { EventFeed } from "@rapport/domain/realtime/event-feed";
import type { Hub } from "@rapport/domain/realtime/hub";
import { Peers } from "@rapport/domain/realtime/peers";
import { PeopleNews } from "@rapport/domain/realtime/people-news";
import { toLearned } from "@rapport/domain/recommendations/learn-events";
import type { Recommenders } from "@rapport/domain/recommendations/recommenders";
import type { LogShare } from "@rapport/pipeline/partition-leases";
import type { Projector } from "@rapport/pipeline/projector";
import type { Store } from "@rapport/store/database";

/** News may be lost with a connection: this often a server looks by itself for what others have stored. */
const LOOK_MS = 5_000;

export type ServerLinksOptions = {
  store: Store;
  log: Logger;
  /** Name of this server, of its own for each start. */
  node: string;
  /** Life of a lease of partitions without a renewal. */
  leaseMs: number;
  recommenders: Recommenders;
  hub: Hub;
};

/** Keeps a server of one mind with those that share its event log: their events, their items, the split of partitions. */
export class ServerLinks {
  readonly #options: ServerLinksOptions;
  readonly #peers: Peers;
  readonly #people: PeopleNews;
  readonly #feed: EventFeed;
  #projector: Projector | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ServerLinksOptions) {
    this.#options = options;
    const { store, log, node, recommenders, hub } = options;
    this.#peers = new Peers({
      store,
      log,
      node,
      onNews: ({ events, items, leases }) => {
        if (events !== undefined) this.#hear(events);
        if (items !== undefined) this.#reload(items);
        if (leases) void this.#projector?.renewLeases();
      },
      onConnected: () => {
        this.#feed.hint();
        recommenders.reloadCatalogs();
      },
    });
    this.#people = new PeopleNews({ store, log, node, people: recommenders.people });
    this.#feed = new EventFeed({
      store,
      log,
      followed: () => new Set([...recommenders.projectIds(), ...hub.projectIds()]),
      onOwn: (projectId, recorded) => tellRecorded(recommenders, hub, projectId, recorded),
      wantsAll: (projectId) => hub.hasListeners(projectId),
      onForeign: (projectId, rows) => {
        recommenders.observe(projectId, rows.map(toLearned));
        if (!hub.hasListeners(projectId)) return;
        for (const row of rows)
          if ("payload" in row) hub.publish(projectId, { kind: "event", event: toStoredEvent(row) });
      },
      onSettled: (seq) => recommenders.settle(seq),
    });
  }

  /** How the projector takes part in the split. */
  get share(): LogShare {
    const { node, leaseMs } = this.#options;
    return { node, ttlMs: leaseMs, onChanged: () => this.#peers.tellLeases() };
  }

  get settledSeq(): number {
    return this.#feed.settled;
  }

  /** Begins to hear of the others. Before the first model is asked for, which reads what was stored until then. */
  async start(projector: Projector): Promise<void> {
    this.#projector = projector;
    await this.#feed.start();
    await this.#peers.start();
    await this.#people.start();
    this.#timer = setInterval(() => this.#feed.hint(), LOOK_MS).unref();
  }

  /** Tells this server, and the others, what it has just stored. */
  announce(recorded: readonly RecordedEvent[]): void {
    if (recorded.length === 0) return;
    this.#feed.announce(recorded);
    // A look settles what was told: ids of live streams, and what models keep of single numbers, stay short.
    this.#feed.hint();
    this.#peers.tellEvents(new Set(recorded.map(({ event }) => event.projectId)));
  }

  tellItems(projectId: string, itemIds: readonly string[]): void {
    this.#peers.tellItems(projectId, itemIds);
  }

  /** Resolves when this server has heard of all that was stored before the call. */
  catchUp(): Promise<void> {
    return this.#feed.catchUp();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#people.stop();
    await this.#peers.stop();
    await this.#feed.stop();
  }

  #hear(projectIds: readonly string[] | null): void {
    const { recommenders, hub } = this.#options;
    const followed = new Set([...recommenders.projectIds(), ...hub.projectIds()]);
    if (projectIds === null || projectIds.some((id) => followed.has(id))) this.#feed.hint();
    this.#projector?.refreshWaiting();
  }

  #reload(items: Record<string, string[]> | null): void {
    const { recommenders, log } = this.#options;
    if (items === null) recommenders.reloadCatalogs();
    for (const [projectId, ids] of Object.entries(items ?? {})) {
      recommenders.reloadItems(projectId, ids).catch((error: unknown) => {
        log.warn("Items of another server could not be read", { projectId, error: tellError(error) });
        recommenders.reloadCatalogs();
      });
    }
  }
}

/** The models learn, and whoever follows the project sees the events. */
export function tellRecorded(
  recommenders: Recommenders,
  hub: Hub,
  projectId: string,
  recorded: readonly RecordedEvent[],
): void {
  recommenders.observe(projectId, recorded);
  if (!hub.hasListeners(projectId)) return;
  for (const entry of recorded) hub.publish(projectId, { kind: "event", event: recordedToStoredEvent(entry) });
}
