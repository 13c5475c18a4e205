import { isDeepStrictEqual } from "node:util";
import { readSandbox } from "@rapport/domain/ad-platforms/change-sandbox";
import { getRunDetail } from "@rapport/domain/agents/get-run";
import { getBudget } from "@rapport/domain/budgets/get-budget";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { getCampaignMetrics } from "@rapport/domain/campaigns/get-campaign-metrics";
import { listPlatformActions } from "@rapport/domain/campaigns/list-platform-actions";
import { listContent } from "@rapport/domain/content/content";
import type { Context } from "@rapport/domain/context";
import { z } from "zod";
import { readRows } from "../../store/open-test-store.ts";
import { listEffects } from "./instruments.ts";

/**
 * What differs from run to run though nothing else does: names by chance, times by the clock, how often something was tried, and what a run saw of
 * acts that were under way (the campaign's own state says how they ended).
 */
const INCIDENTAL =
  /^(id|.*Ids?|at|.*At|actor|createdBy|requestedBy|approvedBy|decidedBy|attempts|error|looks|campaignState|nextId|calls|updatedAt)$/;
const PARTS = new Set(["steps", "checkpoints", "durationMs", "inputTokens", "outputTokens", "costMicros"]);

/**
 * All that came of a flow, as plain data: texts, questions, money planned, moved and spent, what stands on the platform and how it came there, the
 * report. Two flows whose outcome is the same are equal in it.
 */
export async function readOutcome(ctx: Context, runId: string): Promise<unknown> {
  const run = await getRunDetail(ctx, runId);
  const parts = await Promise.all(run.parts.map(({ id }) => getRunDetail(ctx, id)));
  const { campaignId: id } = z.object({ campaignId: z.string() }).parse(run.result);
  return strip({
    run,
    parts,
    texts: sorted((await listContent(ctx, { limit: 50 })).data),
    campaign: await getCampaign(ctx, { id }),
    metrics: await getCampaignMetrics(ctx, { id }),
    budget: await getBudget(ctx),
    acts: sorted((await listPlatformActions(ctx, { id })).data),
    ...(await readMoney(ctx)),
    sandbox: await readAccount(ctx),
    effects: await listEffects(ctx.store, ctx.projectId),
  });
}

const accountSchema = z.looseObject({
  objects: z.array(z.looseObject({ id: z.string(), tag: z.string() })),
  days: z.array(z.unknown()),
});

/** The project's account on the sandbox, its objects named by their tags: ids count in the order in which objects were made. */
async function readAccount(ctx: Context): Promise<unknown> {
  const kept = accountSchema.parse(await readSandbox(ctx, ctx.projectId));
  const tags = new Map(kept.objects.map(({ id, tag }) => [id, tag]));
  const named = JSON.stringify(kept).replaceAll(/"((?:campaign|ad-set|ad)-\d+)"/g, (_, id) => `"${tags.get(id)}"`);
  const { objects, days, ...account } = accountSchema.parse(JSON.parse(named.replaceAll('"adId"', '"ad"')));
  return { ...account, objects: sorted(objects), days: sorted(days) };
}

async function readMoney({ store, projectId }: Context) {
  const of = (columns: string, table: string) =>
    readRows(store, `select ${columns} from ${table} where project_id = '${projectId}' order by ${columns}`);
  return {
    moves: await of("day, ad_set_id, from_cents, to_cents, why, state", "budget_moves"),
    promised: await of("day, ad_set_id, promised_cents", "budget_days"),
  };
}

function strip(value: unknown): unknown {
  // Reasons name the approval that they rest on.
  if (typeof value === "string") return value.replaceAll(/apr_[0-9a-z]{26}/g, "apr");
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !INCIDENTAL.test(key) && !PARTS.has(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, strip(inner)]));
}

/** Lists whose order is that of ids. */
function sorted(list: readonly unknown[]): unknown[] {
  return list.map(strip).toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
}

/** Where two outcomes differ, by paths, with both values. */
export function compareOutcomes(is: unknown, should: unknown, path = ""): string[] {
  if (isDeepStrictEqual(is, should)) return [];
  if (!isObject(is) || !isObject(should)) return [`${path} is ${show(is)}, not ${show(should)}`];
  const keys = new Set([...Object.keys(is), ...Object.keys(should)]);
  return [...keys].flatMap((key) => compareOutcomes(is[key], should[key], `${path}/${key}`));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 120);
}
