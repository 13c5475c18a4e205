import type { ContentRow } from "@rapport/store/queries/content";
import { listDueContent, updateContent } from "@rapport/store/queries/content";
import { listWebhookRows } from "@rapport/store/queries/webhooks";
import { z } from "zod";
import type { Context } from "../context.ts";
import { defineJob } from "../jobs/define-job.ts";
import { handleJob } from "../jobs/job-handler.ts";
import { deliverWebhook } from "../webhooks/deliver-webhook.ts";
import { webhookDeliver } from "../webhooks/webhook-deliver.ts";
import { timeAfter } from "./change-content.ts";
import { checkSafety } from "./check-safety.ts";
import { toChannel } from "./to-piece.ts";

/** Pieces that one run of the job publishes; the next minute goes on. */
const PAGE = 100;

/** Publishes what the calendar has for this minute. */
const contentPublish = defineJob({ name: "content-publish", input: z.object({}), cron: "* * * * *", quiet: true });

export const handleContentPublish = handleJob(contentPublish, async (ctx) => {
  await publishDueContent(ctx);
});

/**
 * Publishes approved pieces whose time has come: the piece's state and a message `content.published` to each webhook of the project are
 * one transaction, so whatever crashes when, each endpoint is told once. A text that must not be published any more (a word was
 * banned, evidence has expired) becomes a draft with that problem. Answers how many went out, and how many were held back.
 */
export async function publishDueContent(ctx: Context): Promise<{ published: number; heldBack: number }> {
  const { store, projectId } = ctx;
  const rows = await listDueContent(store.db, { projectId, now: new Date(ctx.now()), limit: PAGE });
  if (rows.length > 0) await ctx.jobs.prepare([webhookDeliver]);
  let published = 0;
  let heldBack = 0;
  for (const row of rows) {
    if (await holdBack(ctx, row)) heldBack += 1;
    else if (await publish(ctx, row)) published += 1;
  }
  if (heldBack > 0) ctx.log.warn("Content was held back at its time", { projectId, heldBack });
  return { published, heldBack };
}

async function holdBack(ctx: Context, row: ContentRow): Promise<boolean> {
  const variants = await Promise.all(
    row.variants.map(async (variant) => {
      const problems = await checkSafety(ctx, toChannel(row.channel), variant.fields);
      return { ...variant, problems };
    }),
  );
  if (variants.every(({ problems }) => problems.length === 0)) return false;
  const change = { variants, state: "draft", decidedBy: null } as const;
  await updateContent(ctx.store.db, row, change, timeAfter(row, ctx.now()));
  return true;
}

async function publish(ctx: Context, row: ContentRow): Promise<boolean> {
  const { projectId, store } = ctx;
  const publishedAt = new Date(ctx.now());
  return store.withTransaction(async (tx) => {
    // Somebody changed it in between: the next minute looks at what it has become.
    const change = { state: "published", publishedAt } as const;
    if (!(await updateContent(tx, row, change, timeAfter(row, ctx.now())))) return false;
    for (const { id: webhookId, enabled } of await listWebhookRows(tx, projectId)) {
      if (!enabled) continue;
      const data = { ...describe(row), publishedAt: publishedAt.toISOString() };
      await deliverWebhook(ctx, { webhookId, type: "content.published", data, key: `content ${row.id}`, tx });
    }
    return true;
  });
}

/** What a receiver learns of a piece: enough to send it, and nothing of how it came about. */
function describe({ id, channel, title, variants, publishAt, timeZone, experimentId }: ContentRow) {
  return {
    contentId: id,
    channel,
    title,
    publishAt: publishAt?.toISOString() ?? null,
    timeZone,
    experimentId,
    variants: variants.map(({ key, angle, fields }) => ({ key, angle, fields })),
  };
}
