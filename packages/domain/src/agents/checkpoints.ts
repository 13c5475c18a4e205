import { RapportError } from "@rapport/contracts/errors";
import type {
  CheckpointFence,
  CheckpointFilter,
  CheckpointPlace,
  CheckpointRow,
  KeptValue,
  NewCheckpoint,
  NewWrite,
  TaskWrite,
} from "@rapport/store/queries/agent-checkpoints";
import {
  deleteThreadRows,
  listChannelWrites,
  listCheckpointRows,
  putCheckpointRows,
  putWriteRows,
} from "@rapport/store/queries/agent-checkpoints";
import type { Context } from "../context.ts";

type CheckpointContext = Pick<Context, "store" | "projectId">;
type InProject<T> = Omit<T, "projectId">;

export type KeptCheckpoint = CheckpointRow;
export type KeptText = KeptValue;
export type Fence = CheckpointFence;
export type ThreadPlace = InProject<CheckpointPlace>;
export type NewKeptCheckpoint = ThreadPlace & NewCheckpoint;
export type WritesPlace = InProject<CheckpointPlace & { checkpointId: string; taskId: string }>;
export type KeptWrite = NewWrite;
export type KeptTaskWrite = TaskWrite;

/** Keeps checkpoints of a thread, and what tasks wrote. @throws RapportError conflict when another execution has taken the run over */
export async function keepCheckpoints(
  { store, projectId }: CheckpointContext,
  { threadId, ns }: ThreadPlace,
  checkpoints: readonly NewKeptCheckpoint[],
  fence?: Fence,
  writes: readonly KeptTaskWrite[] = [],
): Promise<void> {
  const place = { projectId, threadId, ns };
  if (!(await putCheckpointRows(store.db, place, checkpoints, fence, writes))) throw overtaken();
}

/** Keeps what tasks of a thread wrote. @throws RapportError conflict when another execution has taken the run over */
export async function keepWrites(
  { store, projectId }: CheckpointContext,
  { threadId, ns }: ThreadPlace,
  writes: readonly KeptTaskWrite[],
  fence?: Fence,
): Promise<void> {
  if (!(await putWriteRows(store.db, { projectId, threadId, ns }, writes, fence))) throw overtaken();
}

/** What one task wrote, with where it did. */
export function toTaskWrites({ checkpointId, taskId }: WritesPlace, writes: readonly KeptWrite[]): KeptTaskWrite[] {
  return writes.map((write) => ({ ...write, checkpointId, taskId }));
}

/** Checkpoints of the project with their values and writes, the newest first. */
export function listCheckpoints(
  { store, projectId }: CheckpointContext,
  filter: InProject<CheckpointFilter>,
): Promise<KeptCheckpoint[]> {
  return listCheckpointRows(store.db, { ...filter, projectId });
}

/** What tasks wrote to one channel since a checkpoint. */
export function listWrites(
  { store, projectId }: CheckpointContext,
  place: InProject<CheckpointPlace & { checkpointId: string; channel: string }>,
): Promise<KeptText[]> {
  return listChannelWrites(store.db, { ...place, projectId });
}

/** Forgets all that a thread has kept. */
export function forgetThread({ store, projectId }: CheckpointContext, threadId: string): Promise<void> {
  return deleteThreadRows(store.db, projectId, threadId);
}

function overtaken(): RapportError {
  return new RapportError("conflict", "Another execution has taken this run over", { members: { isOvertaken: true } });
}
