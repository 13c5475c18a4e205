import type { Context } from "@rapport/domain/context";
import { DAY_MS, toHistories } from "@rapport/domain/intents/action-history";
import { listGoals } from "@rapport/domain/intents/goals";
import { keepFit } from "@rapport/domain/intents/keep-fit";
import type { TestServer } from "../server/compose-test-server.ts";
import { simulateCohort } from "../simulator/cohort.ts";
import { hostileText } from "./hostile-texts.ts";

/** Of a time that stands still, so that the same models come out on every day. */
const END_MS = Date.UTC(2026, 0, 5);
const DAYS = 110;
const PEOPLE = 400;

/**
 * Models of what people do next, buy and leave, which answer for everybody of the project. They are learned from people who
 * are not stored, one of whose actions has a hostile name that people of the project did, too.
 */
export async function seedIntents(server: TestServer): Promise<void> {
  const { services } = server.composition();
  const ctx: Context = { ...services, projectId: server.projectId, actor: { kind: "system" } };
  const cohort = simulateCohort({ seed: 21, people: PEOPLE, startMs: END_MS - DAYS * DAY_MS, days: DAYS });
  const rows = cohort.flatMap(({ id, actions }) =>
    actions.map(({ action, timestampMs, value }) => ({
      profileId: id,
      action: action === "Product Added" ? hostileText("event") : action,
      timestampMs,
      value: value === undefined ? null : String(value),
      identified: true,
    })),
  );
  // Three weeks, so that enough of so few people buy.
  const purchase = { kind: "event", event: "Order Completed", horizonDays: 21 } as const;
  const goals = (await listGoals(ctx)).map((goal) =>
    goal.key === "purchase" ? { ...goal, definition: purchase } : goal,
  );
  for (const fit of await ctx.intents.fit({ histories: toHistories(rows), goals, endMs: END_MS })) {
    const { name, status, reason } = await keepFit(ctx, fit);
    if (status !== "activated" && name !== "trial") throw new Error(`The model ${name} was ${status}: ${reason}`);
  }
  ctx.intents.forget(server.projectId);
}
