import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import type { PutTrigger, Trigger, TriggerSource } from "@rapport/contracts/triggers";
import { TRIGGER_LIMITS } from "@rapport/contracts/triggers";
import { getSegmentRow } from "@rapport/store/queries/segments";
import type { TriggerRow } from "@rapport/store/queries/triggers";
import {
  countCrossings,
  countTriggers,
  deleteTriggerRow,
  getTriggerRow,
  insertTrigger,
  listTriggerRows,
  updateTrigger,
} from "@rapport/store/queries/triggers";
import { getWebhookRow } from "@rapport/store/queries/webhooks";
import type { Context } from "../context.ts";
import { listGoals } from "../intents/goals.ts";
import type { JobDefinition } from "../jobs/define-job.ts";
import { TICK } from "../jobs/job-schedules.ts";
import { segmentWatch } from "./note-crossings.ts";
import { triggersFire } from "./triggers-fire.ts";

const DAY_MS = 86_400_000;

/** Begins to watch. Who is beyond already crosses nothing. @throws RapportError invalid_parameter naming what is not there */
export async function createTrigger(ctx: Context, input: PutTrigger): Promise<Trigger> {
  const { store, projectId, now, randomBytes, jobs } = ctx;
  await checkTrigger(ctx, input);
  if ((await countTriggers(store.db, projectId)) >= TRIGGER_LIMITS.triggers)
    throw refuse("/name", `A project has at most ${TRIGGER_LIMITS.triggers} triggers; delete one first`);
  const id = newId("trigger", now(), randomBytes(10));
  const watchesSince = new Date(now());
  await jobs.prepare([triggersFire]);
  await insertTrigger(store.db, { projectId, id, ...input, watches: watchOf(input.source), watchesSince });
  return getTrigger(ctx, id);
}

/**
 * Changes a trigger. One that watches something else, or is switched on again, begins anew.
 * @throws RapportError not_found, invalid_parameter
 */
export async function changeTrigger(ctx: Context, id: string, input: PutTrigger): Promise<Trigger> {
  const { store, projectId, now } = ctx;
  const before = await requireTrigger(ctx, id);
  await checkTrigger(ctx, input);
  const isAnew = input.enabled && (!before.enabled || JSON.stringify(before.source) !== JSON.stringify(input.source));
  const set = { ...input, watches: watchOf(input.source), ...(isAnew && { watchesSince: new Date(now()) }) };
  await store.withTransaction((tx) => updateTrigger(tx, { projectId, id }, set));
  return getTrigger(ctx, id);
}

/** Removes a trigger and the log of its crossings. @throws RapportError not_found */
export async function deleteTrigger(ctx: Context, id: string): Promise<void> {
  const { store, projectId } = ctx;
  if (!(await store.withTransaction((tx) => deleteTriggerRow(tx, { projectId, id })))) throw missing(id);
}

/** The project's triggers with what came of the last day's crossings. */
export async function listTriggers(
  ctx: Context,
  { enabled }: { enabled?: boolean | undefined } = {},
): Promise<{ data: Trigger[]; nextCursor: null }> {
  const { store, projectId } = ctx;
  const rows = await listTriggerRows(store.db, projectId);
  const counts = await readCounts(ctx);
  const wanted = rows.filter((row) => row.enabled === (enabled ?? row.enabled));
  return { data: wanted.map((row) => toTrigger(row, counts)), nextCursor: null };
}

/** @throws RapportError not_found */
export async function getTrigger(ctx: Context, id: string): Promise<Trigger> {
  return toTrigger(await requireTrigger(ctx, id), await readCounts(ctx));
}

/** Jobs that a trigger may start; `name` narrows them to those that contain it. */
export function listTriggerJobs(
  { jobs }: Pick<Context, "jobs">,
  { name = "" }: { name?: string | undefined } = {},
): { data: { name: string }[] } {
  const found = jobs.listDefinitions().filter((definition) => mayStart(definition) && definition.name.includes(name));
  return { data: found.map((definition) => ({ name: definition.name })) };
}

/** @throws RapportError not_found */
export async function requireTrigger({ store, projectId }: Context, id: string): Promise<TriggerRow> {
  const row = await getTriggerRow(store.db, { projectId, id });
  if (row) return row;
  throw missing(id);
}

async function checkTrigger(ctx: Context, { source, action }: PutTrigger): Promise<void> {
  const { store, projectId, jobs } = ctx;
  if (source.kind === "segment" && !(await getSegmentRow(store.db, projectId, source.segmentId)))
    throw refuse("/source/segmentId", `There is no segment “${source.segmentId}” in this project`);
  if (source.kind === "intent" && !(await listGoals(ctx)).some(({ key }) => key === source.goal))
    throw refuse("/source/goal", `There is no goal “${source.goal}” in this project`);
  if (action.kind === "webhook") {
    if (await getWebhookRow(store.db, { projectId, id: action.webhookId })) return;
    throw refuse("/action/webhookId", `There is no webhook “${action.webhookId}” in this project`);
  }
  const definition = jobs.definitionOf(action.name);
  if (!definition || !mayStart(definition)) throw refuse("/action/name", `There is no job “${action.name}” to start`);
  checkJobInput(ctx, definition, action.input);
}

function checkJobInput(ctx: Context, definition: JobDefinition, input: unknown): void {
  const parsed = definition.input.safeParse(input);
  // What the crossing adds is not there yet.
  const issue = parsed.error?.issues.find(({ path }) => !definition.takesCrossing || path[0] !== "crossing");
  if (issue) throw refuse(["/action/input", ...issue.path].join("/"), issue.message);
  if (!parsed.success) return;
  try {
    definition.check?.(ctx, parsed.data);
  } catch (error) {
    const [field] = error instanceof RapportError ? error.fields : [];
    if (!field) throw error;
    throw refuse(`/action/input${field.pointer}`, field.message);
  }
}

/** Jobs that are parts of others leave no record of their own. */
function mayStart({ name, quiet }: JobDefinition): boolean {
  return !quiet && name !== TICK.name;
}

function watchOf(source: TriggerSource): string {
  return source.kind === "segment" ? segmentWatch(source.segmentId, source.on) : `intent:${source.goal}`;
}

type Counts = Map<string, { lastDay: Trigger["lastDay"]; lastFiredAt: string | null }>;

const NONE: Trigger["lastDay"] = { waiting: 0, fired: 0, held_back: 0, failed: 0 };

async function readCounts({ store, projectId, now }: Context): Promise<Counts> {
  const counts: Counts = new Map();
  const rows = await countCrossings(store.db, { projectId, since: new Date(now() - DAY_MS) });
  for (const { triggerId, state, crossings, lastFiredAt } of rows) {
    const of = counts.get(triggerId) ?? { lastDay: NONE, lastFiredAt: null };
    counts.set(triggerId, {
      lastDay: { ...of.lastDay, [state]: crossings },
      lastFiredAt: lastFiredAt ?? of.lastFiredAt,
    });
  }
  return counts;
}

function toTrigger(row: TriggerRow, counts: Counts): Trigger {
  const { projectId: _, watches: __, watchesSince: ___, createdAt, ...told } = row;
  const { lastDay, lastFiredAt } = counts.get(row.id) ?? { lastDay: NONE, lastFiredAt: null };
  return { ...told, createdAt: createdAt.toISOString(), lastDay, lastFiredAt };
}

function missing(id: string): RapportError {
  return new RapportError("not_found", `There is no trigger “${id}” in this project`);
}

function refuse(pointer: string, message: string): RapportError {
  return new RapportError("invalid_parameter", message, { fields: [{ pointer, message }] });
}
