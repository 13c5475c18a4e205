import { RapportError } from "@rapport/contracts/errors";
import type {
  CheckpointFence,
  CheckpointFilter,
  CheckpointPlace,
  CheckpointRow,
  KeptValue,
  NewCheckpoint,
  NewWrite,
} from "@rapport/store/queries/agent-checkpoints";
import {
  deleteThreadRows,
  listChannelWrites,
  listCheckpointRows,
  putCheckpointRow,
  putWriteRows,
} from "@rapport/store/queries/agent-checkpoints";
import type { Context } from "../context.ts";

type CheckpointContext = Pick<Context, "store" | "projectId">;
type InProject<T> = Omit<T, "projectId">;

export type KeptCheckpoint = CheckpointRow;
export type KeptText = KeptValue;
export type Fence = CheckpointFence;

/** Keeps a checkpoint. @throws RapportError conflict when another execution has taken the run over */
export async function keepCheckpoint(
  { store, projectId }: CheckpointContext,
  checkpoint: InProject<NewCheckpoint>,
  fence?: Fence,
): Promise<void> {
  if (!(await putCheckpointRow(store.db, { ...checkpoint, projectId }, fence))) throw overtaken();
}

/** Keeps what a task wrote. @throws RapportError conflict when another execution has taken the run over */
export async function keepWrites(
  { store, projectId }: CheckpointContext,
  place: InProject<CheckpointPlace & { checkpointId: string; taskId: string }>,
  writes: readonly NewWrite[],
  fence?: Fence,
): Promise<void> {
  if (!(await putWriteRows(store.db, { ...place, projectId }, writes, fence))) throw overtaken();
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
