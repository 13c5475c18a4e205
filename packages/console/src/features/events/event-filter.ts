import type { MessageType } from "@rapport/contracts/messages";
import { MESSAGE_TYPES } from "@rapport/contracts/messages";
import { readOneOf, readText } from "../../lib/read-search.ts";
import type { GuideKind } from "../sources/guides.ts";
import { GUIDE_KINDS } from "../sources/guides.ts";
import { readRejectedBody } from "./rejected-body.ts";
import type { StreamEntry } from "./stream-entry.ts";

/** The part of the live screen's URL that narrows the list. */
export type EventFilter = {
  q?: string | undefined;
  type?: MessageType | undefined;
  name?: string | undefined;
  only?: "rejected" | undefined;
};

/** All of the live screen that stands in its URL. */
export type EventsSearch = EventFilter & {
  selected?: string | undefined;
  view?: "raw" | undefined;
  guide?: GuideKind | undefined;
};

export function readEventsSearch(search: Record<string, unknown>): EventsSearch {
  return {
    q: readText(search.q),
    type: readOneOf(search.type, MESSAGE_TYPES),
    name: readText(search.name),
    only: readOneOf(search.only, ["rejected"]),
    selected: readText(search.selected),
    view: readOneOf(search.view, ["raw"]),
    guide: readOneOf(search.guide, GUIDE_KINDS),
  };
}

/** Does the row belong into the list? Every word of `q` has to occur somewhere in the message. */
export function matchesFilter(entry: StreamEntry, filter: EventFilter): boolean {
  if (filter.only === "rejected" && entry.kind !== "rejected") return false;
  if (filter.type && typeOf(entry) !== filter.type) return false;
  if (filter.name && nameOf(entry) !== filter.name) return false;
  if (!filter.q) return true;
  const text = searchText(entry);
  return filter.q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

export function hasFilter(filter: EventFilter): boolean {
  return Boolean(filter.q || filter.type || filter.name || filter.only);
}

function typeOf(entry: StreamEntry): string | undefined {
  return entry.kind === "event" ? entry.event.type : readRejectedBody(entry).type;
}

export function nameOf(entry: StreamEntry): string | undefined {
  return entry.kind === "event" ? entry.event.name : readRejectedBody(entry).name;
}

const searchTexts = new WeakMap<StreamEntry, string>();

/** Lower-case text of the whole message, made once per row and only when someone searches. */
function searchText(entry: StreamEntry): string {
  const cached = searchTexts.get(entry);
  if (cached !== undefined) return cached;
  const parts =
    entry.kind === "event"
      ? [JSON.stringify(entry.event)]
      : [entry.rejected.code, entry.rejected.path, entry.rejected.message, entry.rejected.messageId ?? "", entry.body];
  const text = parts.join("\n").toLowerCase();
  searchTexts.set(entry, text);
  return text;
}
