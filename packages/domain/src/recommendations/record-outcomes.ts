import { FEEDBACK_EVENTS } from "@rapport/contracts/recommendations";
import type { Database } from "@rapport/store/database";
import type { OutcomeRow, PurchaseRow } from "@rapport/store/queries/outcomes";
import { attributePurchases, insertOutcomes } from "@rapport/store/queries/outcomes";
import type { RecordedEvent } from "../events/enriched-event.ts";
import { interactionsOf } from "./extract-interactions.ts";

const ACTIONS = new Map(
  Object.entries(FEEDBACK_EVENTS).map(([action, name]) => [name.toLowerCase(), action as OutcomeRow["action"]]), // as: the keys of FEEDBACK_EVENTS are the actions
);
const MAX_ITEMS = 100;

/**
 * Joins new events to the decisions that they come from, in the transaction that stores them: each of shown, clicked,
 * converted and dismissed once per decision and item, whatever is sent twice. An order, or an offer redeemed, counts for the last click on the
 * item within the placement's attribution window, also where the page did not say so. Costs nothing without such events.
 */
export async function recordOutcomes(
  tx: Database,
  projectId: string,
  recorded: readonly RecordedEvent[],
): Promise<void> {
  const outcomes: OutcomeRow[] = [];
  const purchases: PurchaseRow[] = [];
  for (const entry of recorded) {
    if (entry.event.type !== "track") continue;
    const action = ACTIONS.get(entry.event.name.toLowerCase());
    if (action !== undefined) outcomes.push(...outcomesOf(entry, action));
    else purchases.push(...purchasesOf(entry));
  }
  if (outcomes.length > 0) await insertOutcomes(tx, projectId, outcomes);
  if (purchases.length > 0) await attributePurchases(tx, projectId, purchases);
}

function outcomesOf({ event, id, profileId }: RecordedEvent, action: OutcomeRow["action"]): OutcomeRow[] {
  const { properties } = event.payload;
  const decisionId: unknown = Reflect.get(Object(properties), "decisionId");
  const items: unknown = Reflect.get(Object(properties), "items");
  if (typeof decisionId !== "string" || !/^dec_[0-9a-z]{26}$/.test(decisionId) || !Array.isArray(items)) return [];
  const ids = new Set(
    items.slice(0, MAX_ITEMS).filter((item) => typeof item === "string" && item !== "" && item.length <= 255),
  );
  return [...ids].map((itemId) => ({
    ...{ decisionId, itemId: String(itemId), action, profileId, eventId: id },
    at: new Date(event.timestampMs).toISOString(),
    valueCents: null,
  }));
}

function purchasesOf(entry: RecordedEvent): PurchaseRow[] {
  const bought = interactionsOf(entry.event).filter(({ action }) => action === "purchased");
  if (bought.length === 0) return [];
  const values = readValues(Reflect.get(Object(entry.event.payload.properties), "products"));
  return bought.map(({ itemId }) => ({
    itemId,
    profileId: entry.profileId,
    eventId: entry.id,
    at: new Date(entry.event.timestampMs).toISOString(),
    valueCents: values.get(itemId) ?? null,
  }));
}

/** Price × quantity of each line of an order that says both in numbers, integer cents. */
function readValues(products: unknown): Map<string, number> {
  const values = new Map<string, number>();
  if (!Array.isArray(products)) return values;
  for (const line of products.slice(0, MAX_ITEMS)) {
    const [id, price, quantity = 1] = ["product_id", "price", "quantity"].map((key): unknown =>
      Reflect.get(Object(line), key),
    );
    if (id === undefined || typeof price !== "number" || typeof quantity !== "number") continue;
    const cents = Math.round(price * 100 * quantity);
    if (cents >= 0 && cents <= Number.MAX_SAFE_INTEGER) values.set(String(id), (values.get(String(id)) ?? 0) + cents);
  }
  return values;
}
