import type { ContentPiece } from "@rapport/contracts/content";
import { CONTENT_STATES } from "@rapport/contracts/content";
import type { Channel } from "@rapport/contracts/content-channels";
import { CHANNEL_NAMES } from "@rapport/contracts/content-channels";
import { readOneOf, readText } from "../../lib/read-search.ts";

/** Filters of the list, the piece that is open, and the brief when one is written in its place. */
export type ContentSearch = {
  state?: ContentPiece["state"] | undefined;
  channel?: Channel | undefined;
  piece?: string | undefined;
  open?: "brief" | undefined;
};

export function readContentSearch(search: Record<string, unknown>): ContentSearch {
  return {
    state: readOneOf(search.state, CONTENT_STATES),
    channel: readOneOf(search.channel, CHANNEL_NAMES),
    piece: readText(search.piece),
    open: readOneOf(search.open, ["brief"]),
  };
}
