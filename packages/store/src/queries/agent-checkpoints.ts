import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows } from "./raw.ts";

/** A value as it is kept: text, and how it is to be read. */
export type KeptValue = { type: string; value: string };
export type CheckpointPlace = { projectId: string; threadId: string; ns: string };
/** The run and the taking up that writes; what an earlier one still writes is refused. */
export type CheckpointFence = { runId: string; epoch: number };

export type NewCheckpoint = {
  id: string;
  parentId: string | undefined;
  checkpoint: string;
  /** JSON text. */
  metadata: string;
  values: readonly (KeptValue & { channel: string; version: string })[];
};

export type CheckpointRow = {
  threadId: string;
  ns: string;
  id: string;
  parentId: string | null;
  checkpoint: string;
  metadata: string;
  values: (KeptValue & { channel: string })[];
  writes: (KeptValue & { taskId: string; channel: string })[];
};

/**
 * Writes checkpoints of one thread, the values that are new with them, and what tasks wrote since; false when the fence refuses. Two statements in
 * all, with writes and without, so that the database plans each once.
 */
export async function putCheckpointRows(
  db: Database,
  place: CheckpointPlace,
  checkpoints: readonly NewCheckpoint[],
  fence?: CheckpointFence,
  writes: readonly TaskWrite[] = [],
): Promise<boolean> {
  const { projectId, threadId, ns } = place;
  const rows = checkpoints.map(({ id, parentId, checkpoint, metadata }) => {
    return { id, parent: parentId ?? null, checkpoint, metadata };
  });
  const values = checkpoints.flatMap((row) => row.values);
  const kept = await db.execute(sql`
    with mine as (${isMine(projectId, fence)}),
    ${writes.length === 0 ? sql`` : sql`written as (${insertWrites(place, writes)}),`}
    kept as (
      insert into agent_checkpoint_values (project_id, thread_id, ns, channel, version, type, value)
      select ${projectId}, ${threadId}, ${ns}, v.channel, v.version, v.type, v.value
      from mine, json_to_recordset(${jsonRows(values)}) as v(channel text, version text, type text, value text)
      on conflict do nothing)
    insert into agent_checkpoints (project_id, thread_id, ns, id, parent_id, checkpoint, metadata)
    select ${projectId}, ${threadId}, ${ns}, c.id, c.parent, c.checkpoint, c.metadata::jsonb
    from mine, json_to_recordset(${jsonRows(rows)}) as c(id text, parent text, checkpoint text, metadata text)
    on conflict (project_id, thread_id, ns, id) do update
      set checkpoint = excluded.checkpoint, metadata = excluded.metadata
    returning id`);
  return kept.length > 0;
}

export type NewWrite = KeptValue & { idx: number; channel: string };
/** What a task wrote since a checkpoint of the same thread. */
export type TaskWrite = NewWrite & { checkpointId: string; taskId: string };

/**
 * Keeps what tasks wrote; false when the fence refuses. Results are kept as they were first written; what the library numbers below zero (errors,
 * interrupts, resumptions) is replaced.
 */
export async function putWriteRows(
  db: Database,
  place: CheckpointPlace,
  writes: readonly TaskWrite[],
  fence?: CheckpointFence,
): Promise<boolean> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    with mine as (${isMine(place.projectId, fence)}), kept as (${insertWrites(place, writes)})
    select 1 as mine from mine`);
  return rows.length > 0;
}

/** Reads whether it may from `mine`. */
function insertWrites({ projectId, threadId, ns }: CheckpointPlace, writes: readonly TaskWrite[]): SQL {
  const sent = writes.map(({ checkpointId, taskId, ...write }) => ({ ...write, at: checkpointId, task: taskId }));
  return sql`
    insert into agent_checkpoint_writes (project_id, thread_id, ns, checkpoint_id, task_id, idx, channel, type, value)
    select ${projectId}, ${threadId}, ${ns}, w.at, w.task, w.idx, w.channel, w.type, w.value
    from mine, json_to_recordset(${jsonRows(sent)}) as w(at text, task text, idx int, channel text, type text, value text)
    on conflict (project_id, thread_id, ns, checkpoint_id, task_id, idx) do update
      set channel = excluded.channel, type = excluded.type, value = excluded.value
      where excluded.idx < 0`;
}

function isMine(projectId: string, fence: CheckpointFence | undefined): SQL {
  if (!fence) return sql`select 1`;
  // Locked, so that an execution which takes the run over waits for this write, or this write sees that it did.
  return sql`select 1 from agent_runs
    where project_id = ${projectId} and id = ${fence.runId} and epoch = ${fence.epoch} for share`;
}

export type CheckpointFilter = {
  projectId: string;
  threadId?: string | undefined;
  ns?: string | undefined;
  id?: string | undefined;
  beforeId?: string | undefined;
  /** JSON text that the metadata must contain. */
  metadata?: string | undefined;
  limit?: number | undefined;
};

/** Checkpoints with their values and writes, the newest first. */
export async function listCheckpointRows(db: Database, filter: CheckpointFilter): Promise<CheckpointRow[]> {
  const { projectId, threadId, ns, id, beforeId, metadata, limit } = filter;
  const rows = await db.execute<Record<string, unknown>>(sql`
    select c.thread_id, c.ns, c.id, c.parent_id, c.checkpoint, c.metadata::text as metadata,
      ${VALUES}::text as values, ${WRITES}::text as writes
    from agent_checkpoints c where c.project_id = ${projectId}
      ${threadId === undefined ? sql`` : sql`and c.thread_id = ${threadId}`}
      ${ns === undefined ? sql`` : sql`and c.ns = ${ns}`}
      ${id === undefined ? sql`` : sql`and c.id = ${id}`}
      ${beforeId === undefined ? sql`` : sql`and c.id < ${beforeId}`}
      ${metadata === undefined ? sql`` : sql`and c.metadata @> ${metadata}::jsonb`}
    order by c.id desc ${limit === undefined ? sql`` : sql`limit ${limit}`}`);
  return rows.map(toCheckpointRow);
}

const VALUES: SQL = sql`(select coalesce(json_agg(json_build_object('channel', v.channel, 'type', v.type, 'value', v.value)), '[]')
  from json_each_text((c.checkpoint::json) -> 'channel_versions') held
  join agent_checkpoint_values v on v.project_id = c.project_id and v.thread_id = c.thread_id and v.ns = c.ns
    and v.channel = held.key and v.version = held.value)`;

const WRITES: SQL = sql`(select coalesce(json_agg(json_build_object('taskId', w.task_id, 'channel', w.channel, 'type', w.type,
    'value', w.value) order by w.task_id, w.idx), '[]')
  from agent_checkpoint_writes w where w.project_id = c.project_id and w.thread_id = c.thread_id and w.ns = c.ns
    and w.checkpoint_id = c.id)`;

/** Values that tasks wrote to one channel since a checkpoint, in the order of the tasks. */
export async function listChannelWrites(
  db: Database,
  { projectId, threadId, ns, checkpointId, channel }: CheckpointPlace & { checkpointId: string; channel: string },
): Promise<KeptValue[]> {
  return db.execute<KeptValue>(sql`
    select type, value from agent_checkpoint_writes
    where project_id = ${projectId} and thread_id = ${threadId} and ns = ${ns} and checkpoint_id = ${checkpointId}
      and channel = ${channel} order by task_id, idx`);
}

/** Forgets all that a thread has kept. */
export async function deleteThreadRows(db: Database, projectId: string, threadId: string): Promise<void> {
  await db.execute(sql`
    with v as (delete from agent_checkpoint_values where project_id = ${projectId} and thread_id = ${threadId}),
    w as (delete from agent_checkpoint_writes where project_id = ${projectId} and thread_id = ${threadId})
    delete from agent_checkpoints where project_id = ${projectId} and thread_id = ${threadId}`);
}

/** Copies a thread's past up to a checkpoint into a new thread; false when there is no such checkpoint. */
export async function copyThreadRows(
  tx: Database,
  { projectId, from, to, checkpointId }: { projectId: string; from: string; to: string; checkpointId: string },
): Promise<boolean> {
  const rows = await tx.execute(sql`
    insert into agent_checkpoints (project_id, thread_id, ns, id, parent_id, checkpoint, metadata)
    select project_id, ${to}, ns, id, parent_id, checkpoint, metadata from agent_checkpoints
    where project_id = ${projectId} and thread_id = ${from} and ns = '' and id <= ${checkpointId}
      and exists (select 1 from agent_checkpoints where project_id = ${projectId} and thread_id = ${from} and ns = ''
        and id = ${checkpointId})
    returning id`);
  await tx.execute(sql`
    insert into agent_checkpoint_values (project_id, thread_id, ns, channel, version, type, value)
    select project_id, ${to}, ns, channel, version, type, value from agent_checkpoint_values
    where project_id = ${projectId} and thread_id = ${from} and ns = ''`);
  return rows.length > 0;
}

/** Forgets what came after a checkpoint, so that the thread goes on from it; false when there is no such checkpoint. */
export async function cutThreadRows(
  tx: Database,
  { projectId, threadId, checkpointId }: { projectId: string; threadId: string; checkpointId: string },
): Promise<boolean> {
  const place = sql`project_id = ${projectId} and thread_id = ${threadId}`;
  const found = await tx.execute(
    sql`select 1 from agent_checkpoints where ${place} and ns = '' and id = ${checkpointId}`,
  );
  if (found.length === 0) return false;
  await tx.execute(sql`delete from agent_checkpoints where ${place} and (id > ${checkpointId} or ns <> '')`);
  // What finished after the checkpoint was also done after it: a rewound run does it again.
  await tx.execute(
    sql`delete from agent_checkpoint_writes where ${place} and (checkpoint_id >= ${checkpointId} or ns <> '')`,
  );
  return true;
}

function toCheckpointRow(row: Record<string, unknown>): CheckpointRow {
  return {
    threadId: String(row.thread_id),
    ns: String(row.ns),
    id: String(row.id),
    parentId: row.parent_id === null ? null : String(row.parent_id),
    checkpoint: String(row.checkpoint),
    metadata: String(row.metadata),
    values: JSON.parse(String(row.values)),
    writes: JSON.parse(String(row.writes)),
  };
}
