import type { PutRetention, Retention } from "@rapport/contracts/retention";
import { readDroppedBefore } from "@rapport/store/queries/event-partitions";
import type { RetentionRun } from "@rapport/store/queries/retention";
import { getRetentionRow, putRetentionRow } from "@rapport/store/queries/retention";
import type { Context } from "../context.ts";
import { dateOfDay } from "../events/message-day.ts";
import { nameActor } from "../name-actor.ts";
import { latestDay } from "./oldest-day.ts";

/**
 * How long the project keeps its events, and what was deleted.
 * @param serverDays days that the server keeps anybody's events for; undefined = for ever
 */
export async function getRetention(ctx: Context, serverDays: number | undefined): Promise<Retention> {
  const { store, projectId } = ctx;
  const row = await getRetentionRow(store.db, projectId);
  const oldestDay = latestDay(await readDroppedBefore(store.db), row?.marks.before);
  return {
    days: row?.days ?? null,
    names: row?.names ?? {},
    serverDays: serverDays ?? null,
    oldestDay: oldestDay === undefined ? null : dateOfDay(oldestDay),
    lastRun: row?.lastRun ? toRun(row.lastRun) : null,
    runs: row?.runs.map(toRun) ?? [],
    updatedAt: row?.updatedAt.toISOString() ?? null,
    updatedBy: row?.updatedBy ?? null,
  };
}

/** Sets how long the project keeps its events. What is too old by it goes at the server's next look, and never comes back. */
export async function putRetention(
  ctx: Context,
  wanted: PutRetention,
  serverDays: number | undefined,
): Promise<Retention> {
  const { store, projectId, actor } = ctx;
  const updated = { updatedAt: new Date(ctx.now()), updatedBy: nameActor(actor) };
  await putRetentionRow(store.db, { projectId, ...wanted, ...updated });
  return getRetention(ctx, serverDays);
}

function toRun({ at, events, oldestDay }: RetentionRun): Retention["runs"][number] {
  return { at, events, oldestDay: oldestDay === null ? null : dateOfDay(oldestDay) };
}
