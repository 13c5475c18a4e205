import type { CatalogItem } from "@rapport/contracts/catalog";
import type { Recommender } from "@rapport/engine/recommender";
import { createRecommender, restoreRecommender } from "@rapport/engine/recommender";
import type { BlobStore } from "@rapport/ports/blob-store";
import type { Store } from "@rapport/store/database";
import { getCatalogItems, listCatalogItems } from "@rapport/store/queries/catalog";
import { getLastSeq } from "@rapport/store/queries/events";
import { readRecommenderSnapshot, writeRecommenderSnapshot } from "@rapport/store/queries/recommendations";
import { readTrainingEventsAfter } from "@rapport/store/queries/training-events";
import { isAvailableAt, Shelf } from "../catalog/shelf.ts";
import type { Logger } from "../logger.ts";
import { tellError } from "../logger.ts";
import { SeqWindow } from "../realtime/seq-window.ts";
import type { Learned } from "./learn-events.ts";
import { learnEvents, toLearned } from "./learn-events.ts";
import { RememberedPeople } from "./remembered-people.ts";
import { TrainedModels } from "./trained-models.ts";

type Entry = {
  recommender: Recommender;
  /** The project's catalog in memory, for rules and for what is shown of an item. */
  shelf: Shelf;
  /** Events that the model holds. */
  learned: SeqWindow;
  /** Whether it has learned since its state was last kept. */
  changed: boolean;
  /** Events that arrived while older ones were still being read; undefined once the model is complete. */
  waiting: Learned[] | undefined;
  /** Items set or, as undefined, removed while the catalog was being read: newer than what the reading finds. */
  changedItems: Map<string, CatalogItem | undefined> | undefined;
  loading: Promise<void>;
};

const PAGE = 2_000;

/**
 * The in-process models, one per project: restored from the newest snapshot, brought up to date from the events after
 * it, and from then on fed by the projector after each commit.
 */
export class Recommenders {
  /** What people of all projects did last. */
  readonly people = new RememberedPeople();
  readonly #store: Store;
  readonly #log: Logger;
  readonly #onItems: (projectId: string, itemIds: readonly string[]) => void;
  readonly #now: () => number;
  readonly #trained: TrainedModels;
  readonly #entries = new Map<string, Entry>();
  /** Number up to which all events were observed; undefined while this server alone stores, and in their order. */
  #settled: number | undefined;
  #closing = false;

  /** @param onItems called with the items that were set or removed here, for other servers to hear of */
  constructor(
    store: Store,
    log: Logger,
    onItems: (projectId: string, itemIds: readonly string[]) => void = () => {},
    now: () => number = Date.now,
    blobs?: BlobStore,
  ) {
    this.#trained = new TrainedModels(store, blobs, log);
    this.#store = store;
    this.#log = log;
    this.#onItems = onItems;
    this.#now = now;
  }

  /** Projects that have a model here. */
  projectIds(): Iterable<string> {
    return this.#entries.keys();
  }

  /**
   * The project's model and catalog at once, complete or not: `warming` says that older events are still being read.
   * Items whose time has come or is over since the last call are let in or taken out.
   */
  get(projectId: string): { recommender: Recommender; shelf: Shelf; warming: boolean } {
    const entry = this.#entry(projectId);
    const { recommender, shelf } = entry;
    const nowMs = this.#now();
    for (const item of shelf.takeDue(nowMs)) {
      recommender.setItem({ ...item, available: isAvailableAt(item, nowMs) });
    }
    return { recommender, shelf, warming: entry.waiting !== undefined };
  }

  /** Resolves when the project's model holds every stored event. */
  async ready(projectId: string): Promise<void> {
    await this.#entry(projectId).loading;
  }

  /** Learns from events that were stored just now. */
  observe(projectId: string, recorded: readonly Learned[]): void {
    const entry = this.#entries.get(projectId);
    // A model that nobody has asked for reads these from the store when somebody does.
    if (!entry) return;
    if (entry.waiting) entry.waiting.push(...recorded);
    else this.#learn(entry, recorded);
  }

  /**
   * Says that no event up to `seq` will be observed any more: other servers store too, so numbers come out of order. Called
   * once before the first model is asked for, and whenever it has grown.
   */
  settle(seq: number): void {
    this.#settled = seq;
    for (const { learned, waiting } of this.#entries.values()) if (!waiting) learned.settle(seq);
  }

  /**
   * Reads what the project's model has missed from the store: for when events were stored and nobody can say which.
   * Until then the model counts as warming.
   */
  resync(projectId: string): void {
    const entry = this.#entries.get(projectId);
    if (!entry) return;
    entry.waiting ??= [];
    entry.loading = entry.loading.then(() => this.#load(projectId, entry, () => this.#catchUp(projectId, entry)));
  }

  /** Forgets the last items of people who were erased, or whose merge was undone; what was learned of them all stays, and fades. */
  forgetPeople(projectId: string, profileIds: readonly string[]): void {
    this.people.forget(projectId, profileIds);
    const entry = this.#entries.get(projectId);
    if (!entry) return;
    for (const id of profileIds) entry.recommender.forgetPerson(id);
    // The state that is kept must not know them either.
    entry.changed = true;
  }

  /** Makes new or changed items recommendable at once. */
  setItems(projectId: string, items: readonly CatalogItem[]): void {
    const entry = this.#entries.get(projectId);
    for (const item of items) if (entry) this.#setItem(entry, item.id, item);
    this.#onItems(
      projectId,
      items.map(({ id }) => id),
    );
  }

  removeItem(projectId: string, itemId: string): void {
    const entry = this.#entries.get(projectId);
    if (entry) this.#setItem(entry, itemId, undefined);
    this.#onItems(projectId, [itemId]);
  }

  /** Takes over from the store what another server has set or removed. */
  async reloadItems(projectId: string, itemIds: readonly string[]): Promise<void> {
    const entry = this.#entries.get(projectId);
    if (!entry) return;
    const found = new Map<string, CatalogItem>();
    for (const item of await getCatalogItems(this.#store.db, projectId, itemIds)) found.set(item.id, item);
    for (const id of itemIds) this.#setItem(entry, id, found.get(id));
  }

  /** Reads every project's catalog anew: for when items were set elsewhere and nobody can say which. */
  reloadCatalogs(): void {
    for (const [projectId, entry] of this.#entries) {
      entry.loading = entry.loading.then(() =>
        this.#load(projectId, entry, () => {
          entry.changedItems ??= new Map();
          return this.#loadCatalog(projectId, entry);
        }),
      );
    }
  }

  /** Lets the recommender of one project, or of each, answer with the version that is active now. */
  async refreshTrained(projectId?: string): Promise<void> {
    for (const [id, { recommender, waiting }] of this.#entries) {
      if ((projectId === undefined || id === projectId) && !waiting) await this.#trained.attach(id, recommender);
    }
  }

  /** Keeps the state of every model that has learned since its last snapshot. */
  async snapshot(): Promise<void> {
    for (const [projectId, entry] of this.#entries) {
      if (entry.waiting || !entry.changed) continue;
      const { settled: seq, beyond } = entry.learned;
      const state = entry.recommender.snapshot();
      entry.changed = false;
      try {
        await writeRecommenderSnapshot(this.#store.db, { projectId, seq, beyond: [...beyond], state });
      } catch (error) {
        entry.changed = true;
        throw error;
      }
    }
  }

  /** Ends what is still being read, before the store goes away, and keeps the state of the complete models. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all([...this.#entries.values()].map((entry) => entry.loading));
    await this.snapshot();
  }

  #entry(projectId: string): Entry {
    const existing = this.#entries.get(projectId);
    if (existing) return existing;
    const entry: Entry = {
      recommender: createRecommender(),
      shelf: new Shelf(),
      learned: new SeqWindow(),
      changed: false,
      waiting: [],
      changedItems: new Map(),
      loading: Promise.resolve(),
    };
    this.#entries.set(projectId, entry);
    entry.loading = this.#load(projectId, entry, async () => {
      await this.#restore(projectId, entry);
      await this.#loadCatalog(projectId, entry);
      await this.#trained.attach(projectId, entry.recommender);
      await this.#catchUp(projectId, entry);
    });
    return entry;
  }

  async #load(projectId: string, entry: Entry, read: () => Promise<void>): Promise<void> {
    // Dropped meanwhile: whoever asks next gets a model that reads everything anew.
    if (this.#entries.get(projectId) !== entry) return;
    try {
      await read();
    } catch (error) {
      // Dropped, so that the next request tries again; until then answers say that they are degraded.
      this.#entries.delete(projectId);
      this.#log.error("The recommender could not be loaded", { projectId, error: tellError(error) });
    }
  }

  async #restore(projectId: string, entry: Entry): Promise<void> {
    const snapshot = await readRecommenderSnapshot(this.#store.db, projectId);
    if (!snapshot) return;
    try {
      entry.recommender = restoreRecommender(snapshot.state);
      entry.learned = new SeqWindow(snapshot.seq, snapshot.beyond);
    } catch (error) {
      this.#log.warn("The recommender's snapshot is not readable; it is learned anew", {
        projectId,
        error: tellError(error),
      });
    }
  }

  /** The store says what the catalog is: an item that only the snapshot knows was deleted after it was taken. */
  async #loadCatalog(projectId: string, entry: Entry): Promise<void> {
    const deleted = new Set([...entry.recommender.cataloguedIds(), ...entry.shelf.items.keys()]);
    let afterId: string | undefined;
    do {
      const items = await listCatalogItems(this.#store.db, { projectId, limit: PAGE, afterId });
      for (const item of items) {
        this.#place(entry, item);
        deleted.delete(item.id);
      }
      afterId = items.length === PAGE ? items.at(-1)?.id : undefined;
    } while (afterId !== undefined);
    for (const id of deleted) this.#remove(entry, id);
    const changed = entry.changedItems ?? new Map<string, CatalogItem | undefined>();
    entry.changedItems = undefined;
    for (const [id, item] of changed) this.#setItem(entry, id, item);
  }

  #setItem(entry: Entry, id: string, item: CatalogItem | undefined): void {
    entry.changedItems?.set(id, item);
    if (item) this.#place(entry, item);
    else this.#remove(entry, id);
  }

  #place({ recommender, shelf }: Entry, item: CatalogItem): void {
    recommender.setItem({ ...item, available: shelf.set(item, this.#now()) });
  }

  #remove({ recommender, shelf }: Entry, id: string): void {
    shelf.delete(id);
    recommender.removeItem(id);
  }

  async #catchUp(projectId: string, entry: Entry): Promise<void> {
    // Taken before the reading: what is stored later is observed, and waits.
    const settled = this.#settled;
    const until = await getLastSeq(this.#store.db, projectId);
    for (let afterSeq = entry.learned.settled; afterSeq < until; ) {
      // Incomplete as it is, it counts as warming and is not kept.
      if (this.#closing) return;
      const rows = await readTrainingEventsAfter(this.#store.db, { projectId, afterSeq, limit: PAGE });
      this.#learn(entry, rows.map(toLearned));
      afterSeq = rows.length < PAGE ? until : (rows.at(-1)?.seq ?? until);
      entry.learned.settle(Math.min(afterSeq, settled ?? afterSeq));
    }
    const waiting = entry.waiting ?? [];
    entry.waiting = undefined;
    this.#learn(entry, waiting);
    if (this.#settled !== undefined) entry.learned.settle(this.#settled);
  }

  #learn(entry: Entry, recorded: readonly Learned[]): void {
    learnEvents(entry, recorded, this.#settled === undefined);
  }
}
