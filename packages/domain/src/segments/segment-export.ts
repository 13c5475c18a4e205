import type { Job } from "@rapport/contracts/jobs";
import type { SegmentMember } from "@rapport/contracts/segments";
import { WEBHOOK_LIMITS } from "@rapport/contracts/webhooks";
import { z } from "zod";
import type { Context } from "../context.ts";
import { defineJob } from "../jobs/define-job.ts";
import { getJob } from "../jobs/get-job.ts";
import { handleJob } from "../jobs/job-handler.ts";
import { nameActor } from "../name-actor.ts";
import { deliverWebhook } from "../webhooks/deliver-webhook.ts";
import { requireWebhook } from "../webhooks/webhooks.ts";
import { requireSegment } from "./get-segment.ts";
import { listMembers } from "./list-members.ts";

/** Members of one message, and their bytes: the rest of what a payload may have is for what stands around them. */
const PAGE = 200;
const PAGE_BYTES = WEBHOOK_LIMITS.payloadBytes - 8_192;

const inputSchema = z.object({ segmentId: z.string(), webhookId: z.string() });
const checkpointSchema = z.object({ cursor: z.string(), message: z.number().int(), sent: z.number().int() });

/** Sends a segment's members to an endpoint. */
const segmentExport = defineJob({ name: "segment-export", input: inputSchema, timeoutMs: 60 * 60_000 });

/**
 * Page by page; an attempt that was cut off goes on with the next one. Each message has a key of its own, so that no page
 * arrives as two deliveries; whoever enters or leaves meanwhile may be in it or not.
 */
export const handleSegmentExport = handleJob(segmentExport, async (ctx, job) => {
  const { segmentId, webhookId } = job.input;
  const { name } = await requireSegment(ctx, segmentId);
  const earlier = checkpointSchema.safeParse(job.checkpoint).data;
  let [cursor, message, sent] = [earlier?.cursor, earlier?.message ?? 0, earlier?.sent ?? 0];
  for (;;) {
    job.signal.throwIfAborted();
    const page = await listMembers(ctx, { id: segmentId, limit: PAGE, cursor });
    const parts = partMembers(page.data);
    for (const [i, members] of parts.entries()) {
      const isLast = page.nextCursor === null && i === parts.length - 1;
      const data = { segmentId, segmentName: name, exportId: job.id, message, isLast, members };
      await deliverWebhook(ctx, { webhookId, type: "segment.members", data, key: `${job.id} ${message}` });
      message++;
      sent += members.length;
    }
    job.report({ done: sent, note: `${sent} members in ${message} messages` });
    if (page.nextCursor === null) return { members: sent, messages: message };
    cursor = page.nextCursor;
    await job.saveCheckpoint({ cursor, message, sent });
  }
});

/** Asks for an export; while one to the same endpoint waits or runs, the answer is that one. @throws RapportError not_found */
export async function requestExport(ctx: Context, input: { segmentId: string; webhookId: string }): Promise<Job> {
  await requireSegment(ctx, input.segmentId);
  await requireWebhook(ctx, input.webhookId);
  const { jobId } = await ctx.jobs.enqueue(segmentExport, {
    projectId: ctx.projectId,
    input,
    key: `${input.segmentId} ${input.webhookId}`,
    keyHolds: "open",
    requestedBy: nameActor(ctx.actor),
  });
  return getJob(ctx, jobId);
}

/** Members in parts that fit into a message; one alone at the least. A page of none is one part: the end is told, too. */
function partMembers(members: readonly SegmentMember[]): SegmentMember[][] {
  const parts: SegmentMember[][] = [[]];
  let bytes = 0;
  for (const member of members.map(withinBounds)) {
    const size = Buffer.byteLength(JSON.stringify(member));
    if (bytes + size > PAGE_BYTES && bytes > 0) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(member);
    bytes += size;
  }
  return parts;
}

/** Whoever owns the public key chooses traits: somebody with too many comes without them, and is in the CSV as they are. */
function withinBounds(member: SegmentMember): SegmentMember {
  return Buffer.byteLength(JSON.stringify(member)) > PAGE_BYTES ? { ...member, traits: {} } : member;
}
