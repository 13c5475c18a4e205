import { RapportError } from "@rapport/contracts/errors";
import type { ModelUsage } from "@rapport/ports/language-model";
import type { Store } from "@rapport/store/database";
import { getModelUsageRow, holdModelUsage, settleModelUsage } from "@rapport/store/queries/model-usage";

/** What was set aside for a question. */
export type Reservation = { projectId: string; day: string; held: ModelUsage };

/** Where what projects use of models is written, and held to their budget. */
export type ModelLedger = {
  /** Sets the most aside that a question can use. @throws RapportError quota_exceeded when the day has not that much left */
  reserve(projectId: string, bound: ModelUsage): Promise<Reservation>;
  /** Writes what the question did use, and frees the rest. */
  settle(reservation: Reservation, spent: ModelUsage): Promise<void>;
};

/** What one project may use in a UTC day; undefined is without bound. */
export type ModelBudget = { dayTokens?: number | undefined; dayCostMicros?: number | undefined };

/**
 * The ledger in the store. A budget is never exceeded, whatever runs at once on however many servers: what might be used is
 * set aside before it is asked for, by one statement that checks and takes.
 */
export function createModelLedger(store: Store, budget: ModelBudget, now: () => number): ModelLedger {
  return {
    async reserve(projectId, held) {
      const day = new Date(now()).toISOString().slice(0, 10);
      const bound = { tokens: budget.dayTokens ?? null, micros: budget.dayCostMicros ?? null };
      if (await holdModelUsage(store.db, { projectId, day }, held, bound)) return { projectId, day, held };
      const row = await getModelUsageRow(store.db, { projectId, day });
      const used = (row?.inputTokens ?? 0) + (row?.outputTokens ?? 0);
      const detail = `The day's budget for models has no room for this question: ${used} tokens are used, ${row?.heldTokens ?? 0} set aside`;
      throw new RapportError("quota_exceeded", `${detail}; raise budget in RAPPORT_MODELS, or ask after midnight UTC`);
    },
    settle: ({ held, ...place }, spent) => settleModelUsage(store.db, place, held, spent),
  };
}
