import { keepClusterMembers } from "@rapport/domain/clusters/keep-cluster-members";
import { createComputedTrait } from "@rapport/domain/computed-traits/put-computed-trait";
import type { Context } from "@rapport/domain/context";
import { keepScores } from "@rapport/domain/intents/keep-scores";
import { computeRfm } from "@rapport/domain/rfm/rfm-compute";
import type { Random } from "@rapport/engine/random";
import { readRows } from "../store/open-test-store.ts";
import { SCORE_VALUES } from "./comparison-arbitrary.ts";
import { CLUSTER_IDS, SCORE_NAMES } from "./rule-arbitrary.ts";

const MEASURES = [
  { key: "views", events: ["Viewed"], calculation: { kind: "count" as const }, window: { kind: "all_time" as const } },
  {
    key: "last_p",
    events: ["Added", "Viewed"],
    calculation: { kind: "last" as const, property: "p" },
    window: { kind: "all_time" as const },
  },
  {
    key: "ordered_1h",
    events: ["Ordered"],
    calculation: { kind: "count" as const },
    window: { kind: "rolling" as const, hours: 1 },
  },
];

/** Defines what rules of a history may ask for besides events: computed traits, and clusters without people. */
export async function defineFacts(ctx: Context): Promise<void> {
  for (const { key, events, calculation, window } of MEASURES) {
    const definition = { measure: { events, where: [], calculation }, window };
    await createComputedTrait(ctx, { key, description: "", definition });
  }
  for (const id of CLUSTER_IDS) {
    await readRows(
      ctx.store,
      `insert into clusters (project_id, id, name, centre, features, created_at)
        values ('${ctx.projectId}', '${id}', '', '{}', '[]', now())`,
    );
  }
}

/** Lets models say something else of somebody, moves them to another cluster, or computes all places by RFM anew. */
export async function changeFacts(ctx: Context, random: Random): Promise<void> {
  const people = await readRows(
    ctx.store,
    `select id from profiles where project_id = '${ctx.projectId}' and merged_into is null order by user_id, first_seen_at, id`,
  );
  if (people.length === 0) return;
  if (random.next() < 0.25) await computeRfm(ctx, { event: "Ordered", property: "p" });
  const profileId = String(random.pick(people).id);
  if (random.next() < 0.5) {
    const name = random.pick(SCORE_NAMES);
    await keepScores(ctx, [{ profileId, name, value: random.pick(SCORE_VALUES), modelId: "mdl_test" }]);
    return;
  }
  const clusterId = random.next() < 0.3 ? undefined : random.pick(CLUSTER_IDS);
  await keepClusterMembers(ctx, [{ profileId, clusterId, similarity: 0.5 }]);
}
