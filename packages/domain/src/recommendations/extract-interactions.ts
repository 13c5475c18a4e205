import { LIMITS } from "@rapport/contracts/limits";
import type { EnrichedEvent } from "../events/enriched-event.ts";
import type { Interaction, ItemAction } from "./interaction.ts";

/** How much one action says about taste, in views. Purchases are rare and dear; a view is cheap and often a mistake. */
export const ACTION_WEIGHTS: Record<ItemAction, number> = {
  viewed: 1,
  clicked: 1,
  engaged: 1,
  saved: 2,
  added: 3,
  purchased: 5,
};

/** Event names of Segment's e-commerce specification, lower case. A map, because an event may be named `constructor`. */
const ACTIONS = new Map<string, ItemAction>([
  ["product viewed", "viewed"],
  ["product clicked", "clicked"],
  ["recommendation clicked", "clicked"],
  ["product added to wishlist", "saved"],
  ["product added", "added"],
  ["order completed", "purchased"],
]);

/** Events that carry items but are no sign of liking them. */
const NOT_AN_INTERACTION = new Set([
  "product removed",
  "product list viewed",
  "product list filtered",
  "cart viewed",
  "order refunded",
  "order cancelled",
  "recommendation shown",
  "recommendation dismissed",
  "recommendation converted",
  "promotion viewed",
]);

/**
 * What the last word of any other name says was done: "Article Read", "Post Liked", "Offer Redeemed", and "Email Opened" or
 * "Email Link Clicked" of Segment's e-mail specification, where the item is the subject line.
 */
const LAST_WORDS = new Map<string, ItemAction | "nothing">([
  ...words("viewed", "viewed read opened watched played started"),
  ...words("clicked", "clicked"),
  ...words("saved", "saved liked bookmarked favorited favourited shared followed"),
  ...words("purchased", "purchased redeemed ordered booked subscribed"),
  ...words("nothing", "sent delivered bounced spam shown skipped dismissed hidden reported blocked"),
  ...words("nothing", "removed unsaved unliked disliked unfollowed unsubscribed cancelled canceled refunded"),
]);

function words(action: ItemAction | "nothing", list: string): (readonly [string, ItemAction | "nothing"])[] {
  return list.split(" ").map((word) => [word, action] as const);
}

/** Names of a thing's id, by the kinds of things that are recommended. */
const ITEM_ID_KEYS = [
  ...["product_id", "productId", "item_id", "itemId", "content_id", "contentId", "article_id", "articleId"],
  ...["post_id", "postId", "offer_id", "offerId", "subject_id", "subjectId"],
] as const;
/** Items of one event that count: an order has dozens, a forged one must not have thousands. */
const MAX_ITEMS_PER_EVENT = 100;

/** The items that an event speaks of, with what was done to them. Events that name no item give none. */
export function extractInteractions(event: Pick<EnrichedEvent, "type" | "name" | "payload">): Interaction[] {
  if (event.type !== "track") return [];
  const name = event.name.toLowerCase();
  const { properties } = event.payload;
  if (NOT_AN_INTERACTION.has(name) || typeof properties !== "object" || properties === null) return [];
  const action = ACTIONS.get(name) ?? LAST_WORDS.get(name.slice(name.lastIndexOf(" ") + 1)) ?? "engaged";
  if (action === "nothing") return [];
  const ids = new Set<string>();
  addItemId(ids, properties);
  for (const list of [Reflect.get(properties, "products"), Reflect.get(properties, "items")]) {
    if (Array.isArray(list)) for (const entry of list.slice(0, MAX_ITEMS_PER_EVENT)) addItemId(ids, entry);
  }
  return [...ids].map((itemId) => ({ itemId, action }));
}

/** The same of an event on its way into the store: its payload need not be read where that was done before. */
export function interactionsOf(
  event: Pick<EnrichedEvent, "type" | "name" | "payload" | "interactions">,
): readonly Interaction[] {
  return event.interactions ?? extractInteractions(event);
}

function addItemId(ids: Set<string>, entry: unknown): void {
  if (isItemId(entry)) ids.add(String(entry));
  if (typeof entry !== "object" || entry === null) return;
  for (const key of ITEM_ID_KEYS) {
    const value: unknown = Reflect.get(entry, key);
    if (isItemId(value)) {
      ids.add(String(value));
      return;
    }
  }
}

/** Profiles keep 40 of these, so a long one must not count. */
function isItemId(value: unknown): value is string | number {
  return typeof value === "number" || (typeof value === "string" && value !== "" && value.length <= LIMITS.idLength);
}
