import { RapportError } from "@rapport/contracts/errors";
import type { GoalDefinition, IntentGoal } from "@rapport/contracts/intents";
import { INTENT_LIMITS } from "@rapport/contracts/intents";
import { deleteGoalRow, listGoalRows, upsertGoal } from "@rapport/store/queries/intents";
import type { Context } from "../context.ts";
import { asksForGoal, requireUnasked } from "../segments/rework-segments.ts";

/** Names that models of other things than goals have. */
const RESERVED = new Set(["next_action", "purchases", "send_time"]);

/** What every project is asked about from the start; the event is that of Segment's e-commerce specification. */
const BUILT_IN: Readonly<Record<string, GoalDefinition>> = {
  purchase: { kind: "event", event: "Order Completed", horizonDays: 7 },
  churn: { kind: "inactivity", horizonDays: 14 },
};

/** The project's goals by key: the built-in ones as it may have defined them, and its own. */
export async function listGoals(ctx: Pick<Context, "store" | "projectId">): Promise<IntentGoal[]> {
  const rows = await listGoalRows(ctx.store.db, ctx.projectId);
  const goals = new Map(Object.entries(BUILT_IN));
  for (const { key, definition } of rows) goals.set(key, definition);
  const own = new Set(rows.map(({ key }) => key));
  return [...goals]
    .map(([key, definition]) => ({ key, definition, builtIn: Object.hasOwn(BUILT_IN, key), own: own.has(key) }))
    .sort((left, right) => (left.key < right.key ? -1 : 1));
}

/** Defines a goal; it is predicted from the next training on. @throws RapportError conflict when the project has too many */
export async function putGoal(ctx: Context, input: { key: string; definition: GoalDefinition }): Promise<IntentGoal> {
  const { key, definition } = input;
  if (RESERVED.has(key))
    throw new RapportError("conflict", `“${key}” is the name of another model: choose another key`);
  await ctx.store.withTransaction(async (tx) => {
    const goals = await listGoals({ ...ctx, store: { ...ctx.store, db: tx } });
    if (!goals.some((goal) => goal.key === key) && goals.length >= INTENT_LIMITS.goals) {
      throw new RapportError("conflict", `A project has ${INTENT_LIMITS.goals} goals at most: delete one first`);
    }
    await upsertGoal(tx, { projectId: ctx.projectId, key, definition, updatedAt: new Date(ctx.now()) });
  });
  return { key, definition, builtIn: Object.hasOwn(BUILT_IN, key), own: true };
}

/**
 * Removes a goal, or what was put in place of a built-in one.
 * @throws RapportError not_found when there was nothing; conflict while a segment asks for a goal that would be gone
 */
export async function deleteGoal(ctx: Context, key: string): Promise<void> {
  const { projectId, store } = ctx;
  const isDeleted = await store.withTransaction(async (tx) => {
    if (!Object.hasOwn(BUILT_IN, key)) await requireUnasked(tx, projectId, key, asksForGoal(key));
    return deleteGoalRow(tx, { projectId, key });
  });
  if (isDeleted) return;
  throw new RapportError("not_found", `The project has defined no goal “${key}”`);
}
