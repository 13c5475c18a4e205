import type { KeptCheckpoint, KeptWrite, NewKeptCheckpoint, WritesPlace } from "@rapport/domain/agents/checkpoints";
import { keepCheckpoints, keepWrites, listCheckpoints, toTaskWrites } from "@rapport/domain/agents/checkpoints";
import type { Context } from "@rapport/domain/context";

/** A checkpoint's place; without an id, the newest one's. */
export type SoughtCheckpoint = { threadId: string; ns: string; id: string | undefined };

/** Where a saver keeps what it was given, as text. */
export type CheckpointKeeper = {
  /** @param channels all that have a value in the checkpoint; those that are new with it stand in `values` */
  put: (checkpoint: NewKeptCheckpoint, channels: readonly string[]) => Promise<void>;
  putWrites: (place: WritesPlace, writes: readonly KeptWrite[]) => Promise<void>;
  find: (sought: SoughtCheckpoint) => Promise<KeptCheckpoint | undefined>;
};

/** Keeps each at once, for whoever has the saver. */
export function keepAtOnce(ctx: Pick<Context, "store" | "projectId">): CheckpointKeeper {
  return {
    put: (checkpoint) => keepCheckpoints(ctx, checkpoint, [checkpoint]),
    putWrites: (place, writes) => keepWrites(ctx, place, toTaskWrites(place, writes)),
    find: async (sought) => (await listCheckpoints(ctx, { ...sought, limit: 1 }))[0],
  };
}
