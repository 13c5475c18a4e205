import type { Database } from "@rapport/store/database";
import { z } from "zod";
import type { Context } from "../context.ts";
import { defineJob } from "../jobs/define-job.ts";

/** Sends what is due of a project's outbox. Looked after every five minutes besides, should a request for it have been lost. */
export const platformActionsSend = defineJob({
  name: "platform-actions-send",
  input: z.object({}),
  concurrency: 4,
  retries: 5,
  timeoutMs: 10 * 60_000,
  cron: "*/5 * * * *",
  quiet: true,
});

/** What a transaction has asked for already, by project and time: one look sends all acts of it. */
const asked = new WeakMap<Database, Set<string>>();

/** Asks for the outbox to be looked at, once the transaction has committed and not before a time. */
export async function askForSending(
  ctx: Context,
  { tx, runAt }: { tx?: Database; runAt?: number | undefined } = {},
): Promise<void> {
  const { projectId, jobs } = ctx;
  const times = tx && (asked.get(tx) ?? new Set());
  const time = `${projectId} ${runAt}`;
  if (times?.has(time)) return;
  await jobs.enqueue(platformActionsSend, {
    projectId,
    input: {},
    ...(tx === undefined ? {} : { tx }),
    ...(runAt === undefined ? {} : { runAt }),
  });
  if (tx && times) asked.set(tx, times.add(time));
}
