import type { ContentPiece } from "@rapport/contracts/content";
import { CONTENT_STATES } from "@rapport/contracts/content";
import type { Channel } from "@rapport/contracts/content-channels";
import { CHANNEL_NAMES } from "@rapport/contracts/content-channels";
import { readOneOf, readText } from "../../lib/read-search.ts";

/** Filters of the list, the piece that is open, the brief when one is written in its place, and what the calendar shows. */
export type ContentSearch = {
  state?: ContentPiece["state"] | undefined;
  channel?: Channel | undefined;
  piece?: string | undefined;
  open?: "brief" | undefined;
  /** Absent: the studio. */
  view?: "calendar" | undefined;
  /** Absent: a month. */
  span?: "week" | undefined;
  /** A day of what the calendar shows; absent: today. */
  day?: string | undefined;
  /** IANA name; absent: the browser's own. */
  zone?: string | undefined;
};

export function readContentSearch(search: Record<string, unknown>): ContentSearch {
  const day = readText(search.day);
  return {
    state: readOneOf(search.state, CONTENT_STATES),
    channel: readOneOf(search.channel, CHANNEL_NAMES),
    piece: readText(search.piece),
    open: readOneOf(search.open, ["brief"]),
    view: readOneOf(search.view, ["calendar"]),
    span: readOneOf(search.span, ["week"]),
    day: day !== undefined && isDay(day) ? day : undefined,
    zone: readOneOf(search.zone, Intl.supportedValuesOf("timeZone")) ?? readOneOf(search.zone, ["UTC"]),
  };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}
