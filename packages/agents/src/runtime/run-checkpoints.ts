import type {
  Fence,
  KeptCheckpoint,
  KeptTaskWrite,
  KeptWrite,
  NewKeptCheckpoint,
  WritesPlace,
} from "@rapport/domain/agents/checkpoints";
import { keepCheckpoints, keepWrites } from "@rapport/domain/agents/checkpoints";
import type { Context } from "@rapport/domain/context";
import { z } from "zod";
import type { CheckpointKeeper, SoughtCheckpoint } from "./checkpoint-keeper.ts";
import { keepAtOnce } from "./checkpoint-keeper.ts";

/** Who writes checkpoints, and what happens when one cannot be written: nothing may be done after it. */
export type CheckpointWriter = {
  fence: Fence;
  hasFailed: () => boolean;
  onFailure: (error: unknown) => void;
};

/** A task's writes wait so long for the checkpoint behind them, ms; of a step with one task it follows at once. */
const HOLD_MS = 1;

type Held = { place: WritesPlace; writes: readonly KeptWrite[]; done: () => void };

/**
 * The checkpoints of one execution. What a task wrote goes into the statement of the checkpoint behind it where that follows at once, and is
 * resolved when it is kept, so that nothing goes on before: with `sync`, not even the next step. The newest checkpoint is remembered as it was
 * written: the fence refuses this execution's writes once another has the run, so that nobody acts by what is remembered.
 */
export class RunCheckpoints implements CheckpointKeeper {
  readonly #ctx: Pick<Context, "store" | "projectId">;
  readonly #writer: CheckpointWriter;
  /** By thread and namespace; undefined where there is none yet. */
  readonly #newest: Map<string, KeptCheckpoint | undefined>;
  /** From before any node, by thread and namespace: they go with what is written next. */
  readonly #first = new Map<string, NewKeptCheckpoint[]>();
  #held: Held[] = [];

  /** @param before the checkpoints of the taking up right before this one, in this process */
  constructor(ctx: Pick<Context, "store" | "projectId">, writer: CheckpointWriter, before?: RunCheckpoints) {
    this.#ctx = ctx;
    this.#writer = writer;
    this.#newest = new Map(before ? before.#newest : []);
    // Nobody has had the run before: a fork, which begins with the checkpoints of another, counts as taken up.
    if (writer.fence.epoch === 1) this.#newest.set(placeOf({ threadId: writer.fence.runId, ns: "" }), undefined);
  }

  async put(checkpoint: NewKeptCheckpoint, channels: readonly string[]): Promise<void> {
    const key = placeOf(checkpoint);
    const isFirst = this.#newest.has(key) && (this.#newest.get(key) === undefined || this.#first.has(key));
    if (isFirst && isBeforeNodes(checkpoint)) {
      // Lost with the process, it costs nothing: the run then begins anew, by the same input.
      this.#first.set(key, [...(this.#first.get(key) ?? []), checkpoint]);
      this.#remember(checkpoint, channels);
      return;
    }
    const held = this.#take((place) => placeOf(place) === key);
    const writes = joinWrites(held);
    const checkpoints = [...this.#takeFirst(key), checkpoint];
    await this.#write((fence) => keepCheckpoints(this.#ctx, checkpoint, checkpoints, fence, writes));
    this.#remember(checkpoint, channels);
    for (const { done } of held) done();
  }

  putWrites(place: WritesPlace, writes: readonly KeptWrite[]): Promise<void> {
    this.#note(place, writes);
    const { promise, resolve } = Promise.withResolvers<void>();
    const held = { place, writes, done: resolve };
    this.#held.push(held);
    setTimeout(() => void this.#flush(held), HOLD_MS);
    return promise;
  }

  async find(sought: SoughtCheckpoint): Promise<KeptCheckpoint | undefined> {
    const key = placeOf(sought);
    const known = this.#newest.get(key);
    if (sought.id === undefined ? this.#newest.has(key) : sought.id === known?.id) return known;
    const found = await keepAtOnce(this.#ctx).find(sought);
    if (sought.id === undefined) this.#newest.set(key, found);
    return found;
  }

  async #flush(held: Held): Promise<void> {
    if (this.#take((_, other) => other === held).length === 0) return;
    const { place, writes } = held;
    const first = this.#takeFirst(placeOf(place));
    await this.#write((fence) =>
      first.length === 0
        ? keepWrites(this.#ctx, place, writes, fence)
        : keepCheckpoints(this.#ctx, place, first, fence, joinWrites([held])),
    );
    held.done();
  }

  #takeFirst(key: string): NewKeptCheckpoint[] {
    const first = this.#first.get(key) ?? [];
    this.#first.delete(key);
    return first;
  }

  #take(isWanted: (place: WritesPlace, held: Held) => boolean): Held[] {
    const taken = this.#held.filter((held) => isWanted(held.place, held));
    this.#held = this.#held.filter((held) => !taken.includes(held));
    return taken;
  }

  /** The library leaves some of these promises alone, and one that rejects unheard ends the process. */
  async #write(write: (fence: Fence) => Promise<void>): Promise<void> {
    try {
      if (!this.#writer.hasFailed()) await write(this.#writer.fence);
    } catch (error) {
      this.#writer.onFailure(error);
    }
  }

  #remember(checkpoint: NewKeptCheckpoint, channels: readonly string[]): void {
    const key = placeOf(checkpoint);
    const known = new Map(this.#newest.get(key)?.values.map((kept) => [kept.channel, kept]));
    for (const { version: _, ...kept } of checkpoint.values) known.set(kept.channel, kept);
    const values = channels.flatMap((channel) => known.get(channel) ?? []);
    const { parentId = null, ...rest } = checkpoint;
    // A value that stands with an earlier checkpoint only is read from there.
    if (values.length < channels.length) this.#newest.delete(key);
    else this.#newest.set(key, { ...rest, parentId, values, writes: [] });
  }

  #note({ taskId, ...place }: WritesPlace, writes: readonly KeptWrite[]): void {
    const key = placeOf(place);
    const known = this.#newest.get(key);
    if (known?.id !== place.checkpointId) return;
    // What a task wrote twice is joined by the store.
    if (known.writes.some((write) => write.taskId === taskId)) this.#newest.delete(key);
    else this.#newest.set(key, { ...known, writes: [...known.writes, ...inOrder(writes, taskId)] });
  }
}

const metadataSchema = z.object({ step: z.number() });

/** The input, and what it is before the first node. */
function isBeforeNodes({ metadata }: NewKeptCheckpoint): boolean {
  const parsed = metadataSchema.safeParse(JSON.parse(metadata));
  return parsed.success && parsed.data.step <= 0;
}

function placeOf({ threadId, ns }: { threadId: string; ns: string }): string {
  return `${threadId} ${ns}`;
}

function inOrder(writes: readonly KeptWrite[], taskId: string): KeptCheckpoint["writes"] {
  const sorted = writes.toSorted((one, other) => one.idx - other.idx);
  return sorted.map(({ idx: _, ...write }) => ({ ...write, taskId }));
}

/** One statement takes a place of a write once: of results the first stays, of what is numbered below zero the last. */
function joinWrites(held: readonly Held[]): KeptTaskWrite[] {
  const joined = new Map<string, KeptTaskWrite>();
  for (const { place, writes } of held) {
    const { checkpointId, taskId } = place;
    for (const write of writes) {
      const key = `${checkpointId} ${taskId} ${write.idx}`;
      if (write.idx < 0 || !joined.has(key)) joined.set(key, { ...write, checkpointId, taskId });
    }
  }
  return [...joined.values()];
}
