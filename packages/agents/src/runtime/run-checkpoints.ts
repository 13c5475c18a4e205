import { RESUME } from "@langchain/langgraph-checkpoint";
import type {
  Fence,
  KeptCheckpoint,
  KeptTaskWrite,
  KeptWrite,
  NewKeptCheckpoint,
  WritesPlace,
} from "@rapport/domain/agents/checkpoints";
import { keepCheckpoints, keepWrites, toTaskWrites } from "@rapport/domain/agents/checkpoints";
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
/** A checkpoint, and what tasks wrote since it was read or written. */
type Newest = { row: KeptCheckpoint; writes: readonly KeptTaskWrite[] };

/**
 * The checkpoints of one execution. What a task wrote is in the checkpoint behind it: where that follows at once it is not written besides, and it is
 * resolved when that is kept, so that nothing goes on before: with `sync`, not even the next step. The newest checkpoint is remembered as it was
 * written: the fence refuses this execution's writes once another has the run, so that nobody acts by what is remembered.
 */
export class RunCheckpoints implements CheckpointKeeper {
  readonly #ctx: Pick<Context, "store" | "projectId">;
  readonly #writer: CheckpointWriter;
  /** By thread and namespace; undefined where there is none yet. */
  readonly #newest: Map<string, Newest | undefined>;
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
    // Whoever goes on, goes on from this one, which has what was written since the one before.
    const writes = joinWrites(held.filter(({ place }) => place.checkpointId !== checkpoint.parentId));
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
    // What a pause was answered is known without it, and is asked for again where the process ends: it goes with what comes next.
    if (isAnswer(held)) resolve();
    else setTimeout(() => void this.#flush(held), HOLD_MS);
    return promise;
  }

  async find(sought: SoughtCheckpoint): Promise<KeptCheckpoint | undefined> {
    const key = placeOf(sought);
    const known = this.#newest.get(key);
    if (sought.id === undefined ? this.#newest.has(key) : sought.id === known?.row.id)
      return known && withWrites(known);
    const row = await keepAtOnce(this.#ctx).find(sought);
    if (sought.id === undefined) this.#newest.set(key, row && { row, writes: [] });
    return row;
  }

  async #flush(held: Held): Promise<void> {
    if (!this.#held.includes(held)) return;
    const key = placeOf(held.place);
    const taken = this.#take((place, other) => other === held || (placeOf(place) === key && isAnswer(other)));
    const first = this.#takeFirst(key);
    await this.#write((fence) =>
      first.length === 0
        ? keepWrites(this.#ctx, held.place, joinWrites(taken), fence)
        : keepCheckpoints(this.#ctx, held.place, first, fence, joinWrites(taken)),
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
    const known = new Map(this.#newest.get(key)?.row.values.map((kept) => [kept.channel, kept]));
    for (const { version: _, ...kept } of checkpoint.values) known.set(kept.channel, kept);
    const values = channels.flatMap((channel) => known.get(channel) ?? []);
    const { parentId = null, ...rest } = checkpoint;
    // A value that stands with an earlier checkpoint only is read from there.
    if (values.length < channels.length) this.#newest.delete(key);
    else this.#newest.set(key, { row: { ...rest, parentId, values, writes: [] }, writes: [] });
  }

  #note(place: WritesPlace, writes: readonly KeptWrite[]): void {
    const key = placeOf(place);
    const known = this.#newest.get(key);
    if (known?.row.id !== place.checkpointId) return;
    // Beside what was read the store joins it: of that it is not known which write it was.
    if (known.row.writes.some(({ taskId }) => taskId === place.taskId)) this.#newest.delete(key);
    else this.#newest.set(key, { ...known, writes: joinTaskWrites([...known.writes, ...toTaskWrites(place, writes)]) });
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

function isAnswer({ writes }: Held): boolean {
  return writes.length > 0 && writes.every(({ channel }) => channel === RESUME);
}

function withWrites({ row, writes }: Newest): KeptCheckpoint {
  const sorted = writes.toSorted((one, other) =>
    one.taskId === other.taskId ? one.idx - other.idx : one.taskId < other.taskId ? -1 : 1,
  );
  return { ...row, writes: [...row.writes, ...sorted.map(({ idx: _, checkpointId: __, ...write }) => write)] };
}

function joinWrites(held: readonly Held[]): KeptTaskWrite[] {
  return joinTaskWrites(held.flatMap(({ place, writes }) => toTaskWrites(place, writes)));
}

/** One statement takes a place of a write once: of results the first stays, of what is numbered below zero the last. */
function joinTaskWrites(writes: readonly KeptTaskWrite[]): KeptTaskWrite[] {
  const joined = new Map<string, KeptTaskWrite>();
  for (const write of writes) {
    const key = `${write.checkpointId} ${write.taskId} ${write.idx}`;
    if (write.idx < 0 || !joined.has(key)) joined.set(key, write);
  }
  return [...joined.values()];
}
