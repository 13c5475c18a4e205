import { setTimeout as sleep } from "node:timers/promises";
import { drawDueTimes } from "./draw-due-times.ts";
import type { LeanAnswer, LeanClient } from "./lean-client.ts";

/** An answer, when its request was due after the start, how long it took from then on, and how late it was sent. */
export type TimedAnswer = LeanAnswer & { atMs: number; tookMs: number; lateMs: number };

/** Where requests go. */
export type LoadTarget = Pick<LeanClient, "post">;

/**
 * Sends requests at Poisson times for a while, whatever the answers do; resolves with all answers. Their time counts from
 * when they were due, so that a generator that is late hides nothing.
 */
export async function offerLoad(
  target: LoadTarget,
  requests: readonly Uint8Array[],
  load: { perSecond: number; seconds: number },
): Promise<TimedAnswer[]> {
  const dueTimes = drawDueTimes(load);
  const answers: Promise<TimedAnswer>[] = [];
  const startMs = performance.now();
  for (const [sent, dueMs] of dueTimes.entries()) {
    const waitMs = startMs + dueMs - performance.now();
    if (waitMs > 1) await sleep(waitMs);
    answers.push(post(target, requests[sent % requests.length] ?? new Uint8Array(), startMs, startMs + dueMs));
    if (sent % 32 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return Promise.all(answers);
}

async function post(target: LoadTarget, request: Uint8Array, startMs: number, dueMs: number): Promise<TimedAnswer> {
  const lateMs = Math.max(0, performance.now() - dueMs);
  const answer = await target.post(request);
  return { atMs: dueMs - startMs, tookMs: performance.now() - dueMs, lateMs, ...answer };
}
