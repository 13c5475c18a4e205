import type { RunnableConfig } from "@langchain/core/runnables";
import type {
  ChannelVersions,
  Checkpoint,
  CheckpointListOptions,
  CheckpointMetadata,
  CheckpointTuple,
  PendingWrite,
} from "@langchain/langgraph-checkpoint";
import { BaseCheckpointSaver, maxChannelVersion, TASKS, WRITES_IDX_MAP } from "@langchain/langgraph-checkpoint";
import type { KeptCheckpoint, KeptText } from "@rapport/domain/agents/checkpoints";
import { forgetThread, listCheckpoints, listWrites } from "@rapport/domain/agents/checkpoints";
import type { Context } from "@rapport/domain/context";
import { z } from "zod";
import type { CheckpointKeeper } from "./checkpoint-keeper.ts";
import { keepAtOnce } from "./checkpoint-keeper.ts";

const placeSchema = z.object({
  thread_id: z.string().min(1).optional(),
  checkpoint_ns: z.string().optional(),
  checkpoint_id: z.string().optional(),
});

/** Keeps checkpoints in the product's store, within one project; passes LangChain's conformance suite on both engines. */
export class StoreSaver extends BaseCheckpointSaver {
  readonly #ctx: Pick<Context, "store" | "projectId">;
  readonly #keeper: CheckpointKeeper;

  /** @param keeper of the execution that writes; without one, whoever has the saver may */
  constructor(ctx: Pick<Context, "store" | "projectId">, keeper: CheckpointKeeper = keepAtOnce(ctx)) {
    super();
    this.#ctx = ctx;
    this.#keeper = keeper;
  }

  override async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    const { threadId, ns = "", id } = readPlace(config);
    if (threadId === undefined) return undefined;
    const row = await this.#keeper.find({ threadId, ns, id });
    if (!row) return undefined;
    const tuple = await this.#toTuple(row);
    return id === undefined ? tuple : { ...tuple, config };
  }

  override async *list(config: RunnableConfig, options: CheckpointListOptions = {}): AsyncGenerator<CheckpointTuple> {
    const { limit, before, filter } = options;
    const beforeId = before ? readPlace(before).id : undefined;
    const metadata = filter && Object.keys(filter).length > 0 ? JSON.stringify(filter) : undefined;
    const rows = await listCheckpoints(this.#ctx, { ...readPlace(config), beforeId, metadata, limit });
    for (const row of rows) yield this.#toTuple(row);
  }

  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions,
  ): Promise<RunnableConfig> {
    const { threadId, ns = "", id: parentId } = readPlace(config);
    if (threadId === undefined) throw new Error("A checkpoint needs configurable.thread_id");
    const { channel_values, ...rest } = checkpoint;
    const values = Object.entries(newVersions)
      .filter(([channel]) => Object.hasOwn(channel_values, channel))
      .map(async ([channel, version]) => {
        return { channel, version: String(version), ...(await this.#write(channel_values[channel])) };
      });
    const kept = {
      threadId,
      ns,
      id: checkpoint.id,
      parentId,
      checkpoint: (await this.#write(rest)).value,
      metadata: withoutNul((await this.#write(metadata)).value),
      values: await Promise.all(values),
    };
    // One that nobody wrote to has its default there, and no version.
    const channels = Object.keys(channel_values).filter((channel) =>
      Object.hasOwn(checkpoint.channel_versions, channel),
    );
    await this.#keeper.put(kept, channels);
    return { configurable: { thread_id: threadId, checkpoint_ns: ns, checkpoint_id: checkpoint.id } };
  }

  override async putWrites(config: RunnableConfig, writes: PendingWrite[], taskId: string): Promise<void> {
    const { threadId, ns = "", id: checkpointId } = readPlace(config);
    if (threadId === undefined || checkpointId === undefined) {
      throw new Error("Writes need configurable.thread_id and configurable.checkpoint_id");
    }
    const kept = writes.map(async ([channel, value], at) => {
      return { channel, idx: WRITES_IDX_MAP[channel] ?? at, ...(await this.#write(value)) };
    });
    const rows = await Promise.all(kept);
    await this.#keeper.putWrites({ threadId, ns, checkpointId, taskId }, rows);
  }

  override deleteThread(threadId: string): Promise<void> {
    return forgetThread(this.#ctx, threadId);
  }

  async #toTuple(row: KeptCheckpoint): Promise<CheckpointTuple> {
    const place = { thread_id: row.threadId, checkpoint_ns: row.ns };
    const checkpoint: Checkpoint = await this.serde.loadsTyped("json", row.checkpoint);
    const values = row.values.map(async (kept) => [kept.channel, await this.#read(kept)] as const);
    checkpoint.channel_values = Object.fromEntries(await Promise.all(values));
    if (checkpoint.v < 4 && row.parentId !== null) await this.#addPendingSends(checkpoint, row, row.parentId);
    const writes = row.writes.map(async (kept): Promise<[string, string, unknown]> => {
      return [kept.taskId, kept.channel, await this.#read(kept)];
    });
    return {
      config: { configurable: { ...place, checkpoint_id: row.id } },
      checkpoint,
      metadata: await this.serde.loadsTyped("json", row.metadata),
      pendingWrites: await Promise.all(writes),
      ...(row.parentId === null ? {} : { parentConfig: { configurable: { ...place, checkpoint_id: row.parentId } } }),
    };
  }

  /** Before version 4 of the format, what was sent to nodes stood with the parent's writes only. */
  async #addPendingSends(checkpoint: Checkpoint, { threadId, ns }: KeptCheckpoint, parentId: string): Promise<void> {
    const sent = await listWrites(this.#ctx, { threadId, ns, checkpointId: parentId, channel: TASKS });
    checkpoint.channel_values[TASKS] = await Promise.all(sent.map((kept) => this.#read(kept)));
    const versions = Object.values(checkpoint.channel_versions);
    checkpoint.channel_versions[TASKS] =
      versions.length > 0 ? maxChannelVersion(...versions) : this.getNextVersion(undefined);
  }

  async #write(value: unknown): Promise<KeptText> {
    const [type, bytes] = await this.serde.dumpsTyped(value);
    const buffer = Buffer.from(bytes);
    if (type === "json") return { type, value: buffer.toString("utf8") };
    return { type: `base64:${type}`, value: buffer.toString("base64") };
  }

  async #read({ type, value }: KeptText): Promise<unknown> {
    if (type === "json") return this.serde.loadsTyped(type, value);
    return this.serde.loadsTyped(type.slice("base64:".length), Buffer.from(value, "base64"));
  }
}

function readPlace({ configurable }: RunnableConfig) {
  const { thread_id: threadId, checkpoint_ns: ns, checkpoint_id: id } = placeSchema.parse(configurable ?? {});
  return { threadId, ns, id: id === "" ? undefined : id };
}

/** jsonb takes no NUL character, and metadata is only searched and shown. */
function withoutNul(json: string): string {
  return json.replaceAll("\\u0000", "");
}
