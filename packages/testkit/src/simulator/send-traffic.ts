import { setTimeout as sleep } from "node:timers/promises";
import { Rapport } from "@rapport/node";
import type { SimulatedMessage } from "./tape.ts";

/** Messages between two looks at the clock and at the queue. */
const STRIDE = 100;
/** Waiting messages from which on the simulator lets the server catch up; far below what the client can hold. */
const MAX_PENDING = 5_000;
/** Without one delivered message for this long, the server counts as gone. */
const PATIENCE_MS = 30_000;

export type SendOptions = {
  host: string;
  writeKey: string;
  /** Upper bound of messages per second; as fast as the server takes them when absent. */
  rate?: number | undefined;
  /** Called every few seconds at most. */
  onProgress?: (report: SendReport) => void;
};

export type SendReport = {
  sent: number;
  accepted: number;
  rejected: number;
  dropped: number;
  retries: number;
  seconds: number;
  perSecond: number;
  /** What went wrong last, if anything. */
  problem: string | null;
};

/**
 * Sends messages through the Node SDK, as a customer's back end would, and waits until each is settled.
 * @throws Error when the server takes nothing for half a minute
 */
export async function sendTraffic(messages: Iterable<SimulatedMessage>, options: SendOptions): Promise<SendReport> {
  const startedAt = performance.now();
  let problem: string | null = null;
  let sent = 0;
  let reportedAt = startedAt;
  const { host, writeKey, rate, onProgress } = options;
  const client = new Rapport({ host, writeKey, onError: (error) => (problem = error.message) });
  const report = () => describeProgress(client, sent, performance.now() - startedAt, problem);
  try {
    for (const message of messages) {
      queueMessage(client, message);
      sent += 1;
      if (sent % STRIDE !== 0) continue;
      // Gives the client's timers and sockets a turn.
      await sleep(rate ? Math.max(0, (sent / rate) * 1_000 - (performance.now() - startedAt)) : 0);
      if (client.stats().pending > MAX_PENDING) await settle(client);
      if (performance.now() - reportedAt < 2_000) continue;
      reportedAt = performance.now();
      onProgress?.(report());
    }
    await settle(client);
    return report();
  } catch (cause) {
    throw problem === null ? cause : new Error(`${String(cause)} Last problem: ${problem}`, { cause });
  } finally {
    await client.close({ timeoutMs: 0 });
  }
}

function queueMessage(client: Rapport, message: SimulatedMessage): void {
  const {
    type,
    event = "",
    name = "",
    anonymousId,
    userId,
    messageId,
    context,
    traits = {},
    properties = {},
  } = message;
  const ids = { anonymousId, ...(userId === undefined ? {} : { userId }) };
  const input = { ...ids, messageId, context, timestamp: message.originalTimestamp };
  switch (type) {
    case "track":
      client.track({ ...input, event, properties });
      break;
    case "page":
      client.page({ ...input, name, properties });
      break;
    case "identify":
      client.identify({ ...input, traits });
      break;
  }
}

async function settle(client: Rapport): Promise<void> {
  let settledBefore = countSettled(client);
  let progressAt = performance.now();
  while (client.stats().pending > 0) {
    await client.flush({ timeoutMs: 2_000 });
    const settled = countSettled(client);
    if (settled > settledBefore) progressAt = performance.now();
    settledBefore = settled;
    if (performance.now() - progressAt > PATIENCE_MS) throw new Error("The server takes no messages.");
  }
}

function countSettled(client: Rapport): number {
  const stats = client.stats();
  return stats.delivered + stats.rejected + stats.dropped;
}

function describeProgress(client: Rapport, sent: number, elapsedMs: number, problem: string | null): SendReport {
  const { delivered: accepted, rejected, dropped, retries } = client.stats();
  const seconds = Math.round(elapsedMs) / 1_000;
  return { sent, accepted, rejected, dropped, retries, seconds, perSecond: Math.round(accepted / seconds), problem };
}
