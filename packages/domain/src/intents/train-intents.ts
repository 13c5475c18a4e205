import type { IntentTraining } from "@rapport/contracts/intents";
import { readActions, samplePeople } from "@rapport/store/queries/intents";
import type { Context } from "../context.ts";
import type { ActionHistories } from "./action-history.ts";
import { DAY_MS, EVENTS_PER_PERSON, LOOK_BACK_DAYS, toHistories } from "./action-history.ts";
import { listGoals } from "./goals.ts";
import { keepFit } from "./keep-fit.ts";

/** People that a run learns from at most, and events of all: what one process holds and learns in a minute. */
const MAX_PEOPLE = 20_000;
const MAX_EVENTS = 1_500_000;
/** People whose events one statement reads. */
const PAGE = 500;

/** Hears how far it is; what it throws ends the run. */
type Progress = (progress: { done: number; total: number; note: string }) => void;

/**
 * Trains the models of all goals, or only of those named, of next actions, purchases and sending times from the events of the last 180 days, registers
 * each as a version and lets it answer unless it is no better than chance. Old versions stay for a rollback.
 */
export async function trainIntents(
  ctx: Context,
  { only }: { only?: readonly string[] | undefined } = {},
  report: Progress = () => {},
): Promise<IntentTraining> {
  const goals = await listGoals(ctx);
  // Whole seconds: the store keeps fractions that a Date does not.
  const endMs = Math.floor(ctx.now() / 1000) * 1000;
  const histories = await readHistories(ctx, endMs, report);
  report({ done: histories.people.length, total: histories.people.length, note: "learning" });
  const fits = await ctx.intents.fit({ histories, goals, endMs, only });
  const outcomes: IntentTraining["outcomes"] = [];
  for (const fit of fits) outcomes.push(await keepFit(ctx, fit));
  ctx.intents.forget(ctx.projectId);
  return { outcomes };
}

async function readHistories(ctx: Context, endMs: number, report: Progress): Promise<ActionHistories> {
  const { store, projectId } = ctx;
  const from = new Date(endMs - LOOK_BACK_DAYS * DAY_MS);
  const ids = await samplePeople(store.db, { projectId, seenSince: from, limit: MAX_PEOPLE });
  const gathered: ActionHistories = { people: [], actionNames: [] };
  let events = 0;
  for (let start = 0; start < ids.length && events < MAX_EVENTS; start += PAGE) {
    report({ done: start, total: ids.length, note: "reading histories" });
    const rows = await readActions(store.db, {
      projectId,
      profileIds: ids.slice(start, start + PAGE),
      from,
      to: new Date(endMs),
      limit: EVENTS_PER_PERSON,
    });
    events += rows.length;
    const { people, actionNames } = toHistories(rows, gathered.actionNames);
    gathered.people.push(...people);
    gathered.actionNames = actionNames;
  }
  return gathered;
}
