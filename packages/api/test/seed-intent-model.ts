import { toHistories } from "@rapport/domain/intents/action-history";
import { fitIntents } from "@rapport/domain/intents/fit-intents";
import { keepFit } from "@rapport/domain/intents/keep-fit";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { simulateCohort } from "@rapport/testkit/simulator/cohort";

const DAYS = 120;
const START = Date.UTC(2026, 0, 1);

/** A model of purchases, trained on simulated people. @returns its id */
export async function seedIntentModel(server: TestServer): Promise<string> {
  const people = simulateCohort({ seed: 3, people: 1_200, startMs: START, days: DAYS });
  const histories = toHistories(
    people.flatMap(({ id, actions }) =>
      actions.map(({ action, timestampMs }) => ({
        profileId: id,
        action,
        timestampMs,
        value: null,
        identified: false,
      })),
    ),
  );
  const definition = { kind: "event", event: "Order Completed", horizonDays: 7 } as const;
  const goals = [{ key: "purchase", definition, builtIn: true, own: false }];
  const [fit] = fitIntents({ histories, goals, endMs: START + DAYS * 86_400_000, only: ["purchase"] });
  if (!fit || "skipped" in fit) throw new Error(fit?.skipped ?? "Nothing was trained");
  const { services } = server.composition();
  const ctx = { ...services, projectId: server.projectId, actor: { kind: "system" } as const };
  return (await keepFit(ctx, fit)).modelId ?? "";
}
