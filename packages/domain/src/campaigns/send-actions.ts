import { nextActionTime } from "@rapport/store/queries/platform-actions";
import type { Context } from "../context.ts";
import { handleJob } from "../jobs/job-handler.ts";
import { claimAction } from "./claim-action.ts";
import { performAction } from "./perform-action.ts";
import { askForSending, platformActionsSend } from "./platform-actions-send.ts";
import { settleAction } from "./settle-action.ts";

export const handlePlatformActionsSend = handleJob(platformActionsSend, async (ctx, job) => {
  await sendActions(ctx, job.signal);
  const next = await nextActionTime(ctx.store.db, ctx.projectId);
  // What a stopped project holds is asked for by its release.
  if (next && next.getTime() > ctx.now()) await askForSending(ctx, { runAt: next.getTime() });
});

/**
 * Sends all acts that are due, one after the other, in the order in which they were asked for on each ad set. Any number of workers may do
 * so at once. Killed anywhere, the next one goes on: what was sent without an answer is looked for on the platform before it is sent again.
 * Answers how many acts came to an end or were put off.
 */
export async function sendActions(ctx: Context, signal?: AbortSignal): Promise<number> {
  for (let count = 0; ; count += 1) {
    if (signal?.aborted) return count;
    const claim = await claimAction(ctx);
    if (!claim) return count;
    await settleAction(ctx, claim, await performAction(ctx, claim));
  }
}
