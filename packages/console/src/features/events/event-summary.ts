import type { StoredEvent } from "@rapport/contracts/events";
import { tn } from "../../lib/text.ts";

type SummaryPart = { key: string; value: string };
export type SummarisedEvent = Pick<StoredEvent, "payload" | "name">;

/** Keys that tell most about an event, first the most telling. */
const TELLING = [
  "product_name",
  "name",
  "title",
  "email",
  "plan",
  "query",
  "path",
  "url",
  "price",
  "total",
  "revenue",
  "value",
  "quantity",
  "category",
  "product_id",
  "order_id",
  "item_id",
  "itemId",
  "step",
  "source",
] as const;

const MAX_PARTS = 4;
const MAX_VALUE_LENGTH = 64;

/** The few properties (or traits) of an event that a reader looks for first. */
export function summariseEvent(event: SummarisedEvent): SummaryPart[] {
  const fields = readFields(event.payload);
  const telling = new Map<string, number>(TELLING.map((key, index) => [key, index]));
  const rank = (key: string) => telling.get(key) ?? TELLING.length;
  return Object.keys(fields)
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((key) => {
      const value = describeValue(fields[key]);
      // A page's name is the event's name already.
      return value === undefined || value === event.name ? [] : [{ key, value }];
    })
    .slice(0, MAX_PARTS);
}

function readFields(payload: Record<string, unknown>): Record<string, unknown> {
  for (const place of [payload.properties, payload.traits]) {
    if (isRecord(place) && Object.keys(place).length > 0) return place;
  }
  return typeof payload.groupId === "string" ? { groupId: payload.groupId } : {};
}

function describeValue(value: unknown): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : shorten(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return tn(value.length, "{count} entry", "{count} entries");
  return undefined;
}

function shorten(text: string): string {
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH - 1)}…` : text;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
