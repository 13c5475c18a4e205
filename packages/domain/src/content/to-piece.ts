import type { ContentPiece } from "@rapport/contracts/content";
import type { Channel } from "@rapport/contracts/content-channels";
import type { ContentRow } from "@rapport/store/queries/content";

/** A stored piece as it is answered. */
export function toPiece({ projectId: _project, channel, ...row }: ContentRow): ContentPiece {
  return {
    ...row,
    channel: toChannel(channel),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    publishAt: row.publishAt?.toISOString() ?? null,
    publishedAt: row.publishedAt?.toISOString() ?? null,
  };
}

export function toChannel(channel: string): Channel {
  return channel as Channel; // as: only channels of the table are written
}
