import type { TrainedModel } from "../collaborative/trained-model.ts";
import { createCandidateSet } from "./candidates.ts";
import { removeContent, setContent } from "./content.ts";
import type { HistoryEntry } from "./history.ts";
import { ITEM_STATE, internItem, listCatalogued, setItemState } from "./items.ts";
import type { Interaction } from "./learn.ts";
import { forgetUncatalogued, learnInteraction } from "./learn.ts";
import type { Model } from "./model.ts";
import { createModel } from "./model.ts";
import type { RecommenderOptions, ServingOptions } from "./options.ts";
import { completeOptions } from "./options.ts";
import type { ItemMask, RankedItem, RecommendQuery } from "./serve.ts";
import { explainItems, serveQuery } from "./serve.ts";
import { feedFromContent, setTrained } from "./set-trained.ts";
import { readSnapshot, writeSnapshot } from "./snapshot.ts";
import type { RecommenderItem } from "./terms.ts";
import { setItemVector } from "./vectors.ts";
import { forgetWindow, latestPersons } from "./windows.ts";

export type {
  HistoryEntry,
  Interaction,
  ItemMask,
  RankedItem,
  RecommenderItem,
  RecommenderOptions,
  RecommendQuery,
  ServingOptions,
  TrainedModel,
};

/** Sizes of what a recommender holds. */
export type RecommenderStats = {
  /** Items of the catalog and items seen. */
  items: number;
  /** Persons whose last items are kept. */
  persons: number;
  /** Stored pairs of item and successor. */
  transitions: number;
  /** Interactions observed since the beginning. */
  interactions: number;
};

/** An online recommender for one project: learns from every interaction, answers at once. Synchronous, in memory. */
export interface Recommender {
  /**
   * Learns from one interaction, in any order of time. The caller keeps times out of the future (clamp to the time of
   * arrival): decay would take a time years ahead as proof that all else is old.
   * @throws RangeError when weight or time is not finite
   */
  observe(interaction: Interaction): void;
  /** Forgets the last items of a person who turned out to be two: their next steps must not begin at the other's. */
  forgetPerson(personId: string): void;
  /** Persons whose last items are kept, at most so many, the one who did something last first. */
  latestPersons(most: number): string[];
  /** Adds or replaces a catalog item; it can be recommended by the next query. */
  setItem(item: RecommenderItem): void;
  /** Takes an item out of the catalog; what was learned about it stays for its return, within bounds. */
  removeItem(itemId: string): void;
  /**
   * Answers with a trained model from the next query on, beside what is learned by every interaction; undefined goes
   * back to the latter alone. Items that training has not seen get a vector from their content. O(its items).
   */
  setTrained(trained: TrainedModel | undefined): void;
  /** Ids of the catalog's items, available or not, in no order; a restored snapshot may hold some that are gone. */
  cataloguedIds(): string[];
  /**
   * Up to `limit` items, best first. Never an item of the history, an excluded, an unavailable or an unknown one;
   * shorter than `limit` only when fewer items are eligible. The same state and query give the same answer.
   */
  recommend(query: RecommendQuery): RankedItem[];
  /**
   * Fills in `generators` and `because` for items of an unexplained answer to the same history: reasons cost more than
   * the ranking, and rules leave few of the items. Call it before anything else is learned, or the reasons are those of a later state.
   */
  explain<T extends RankedItem>(ranked: readonly T[], asked: Pick<RecommendQuery, "history" | "nowMs">): T[];
  /** A mask of the known items that `accept` takes, for any number of queries until an item is set or removed. O(items). */
  mask(accept: (itemId: string) => boolean): ItemMask;
  /** Whether a mask has an item. */
  isIn(mask: ItemMask, itemId: string): boolean;
  readonly stats: RecommenderStats;
  /** All state as bytes for `restoreRecommender`. */
  snapshot(): Uint8Array<ArrayBuffer>;
}

/**
 * Creates an empty recommender.
 * @throws RangeError naming a setting that is out of its range
 */
export function createRecommender(options: Partial<RecommenderOptions> = {}): Recommender {
  return serveModel(createModel(completeOptions(options)));
}

/**
 * Recreates a recommender from a snapshot; it goes on exactly where the other one stopped.
 * @param options settings that may change with a restart; those that shaped what was learned come from the snapshot
 * @throws Error saying what is wrong when the bytes are of another version, cut short or damaged
 */
export function restoreRecommender(bytes: Uint8Array, options: Partial<ServingOptions> = {}): Recommender {
  const model = readSnapshot(bytes, options);
  if (countUncatalogued(model) > model.options.maxUncataloguedItems) forgetUncatalogued(model);
  return serveModel(model);
}

function serveModel(model: Model): Recommender {
  const candidates = createCandidateSet();
  return {
    observe: (interaction) => learnInteraction(model, interaction),
    forgetPerson: (personId) => forgetWindow(model.windows, personId),
    latestPersons: (most) => latestPersons(model.windows, most),
    setItem: (item) => {
      const slot = internItem(model.items, item.id);
      setItemState(model.items, slot, item.available ? ITEM_STATE.available : ITEM_STATE.unavailable);
      setContent(model.content, slot, item);
      if (item.embedding !== undefined) setItemVector(model.vectors, slot, item.embedding);
      if (model.trained) feedFromContent(model, model.trained, candidates, slot);
    },
    setTrained: (trained) => setTrained(model, candidates, trained),
    removeItem: (itemId) => {
      const slot = model.items.slots.get(itemId);
      if (slot === undefined) return;
      setItemState(model.items, slot, ITEM_STATE.seen);
      removeContent(model.content, slot);
      setItemVector(model.vectors, slot, null);
      if (countUncatalogued(model) > model.options.maxUncataloguedItems) forgetUncatalogued(model);
    },
    cataloguedIds: () => listCatalogued(model.items),
    recommend: (query) => serveQuery(model, candidates, query),
    explain: (ranked, asked) => explainItems(model, ranked, asked),
    mask: (accept) => Uint8Array.from(model.items.ids, (id) => Number(id !== undefined && accept(id))),
    isIn: (mask, itemId) => mask[model.items.slots.get(itemId) ?? mask.length] === 1,
    get stats() {
      return {
        items: model.items.slots.size,
        persons: model.windows.slots.size,
        transitions: model.transitions.pairs,
        interactions: model.interactions,
      };
    },
    snapshot: () => writeSnapshot(model),
  };
}

function countUncatalogued(model: Model): number {
  return model.items.slots.size - model.items.catalogued;
}
