import { setTimeout as sleep } from "node:timers/promises";
import type { SimulatedMessage } from "../simulator/tape.ts";

const REQUEST_TIMEOUT_MS = 30_000;
const RETRY_PAUSE_MS = 25;

export type SenderOptions = {
  /** Where the server is now; it has another port after a restart. */
  target: () => { url: string; writeKey: string };
  batches: readonly (readonly SimulatedMessage[])[];
  /** Requests under way at a time. */
  senders: number;
  /** Every so many batches, one is sent again after its acknowledgement, as by a client that never got the answer. */
  resendEvery?: number;
  /** Waited for before each batch, by its place: holds back traffic that would be over before a test is. */
  before?: (place: number) => Promise<void>;
};

/** Clients that know what was acknowledged to them, and send again what was not. */
export type AcknowledgingSenders = {
  /** Message ids that the server has answered for, so far. */
  acknowledged: ReadonlySet<string>;
  /** Requests that failed, so far. */
  failures: () => number;
  /** No further requests from now on; those under way end as they end. */
  stop: () => void;
  /** Resolves when all batches are acknowledged, or the senders were stopped. */
  done: Promise<void>;
};

/** Sends the batches in order, several at a time. @throws in `done`, on an answer that a client could not survive */
export function startSenders(options: SenderOptions): AcknowledgingSenders {
  const acknowledged = new Set<string>();
  let failures = 0;
  let stopped = false;
  let next = 0;

  async function send(batch: readonly SimulatedMessage[]): Promise<void> {
    while (!stopped) {
      const answered = await tryBatch(options.target(), batch);
      for (const { messageId } of answered ? batch : []) acknowledged.add(messageId);
      if (answered) return;
      failures += 1;
      await sleep(RETRY_PAUSE_MS);
    }
  }
  async function work(): Promise<void> {
    while (!stopped) {
      const place = next++;
      const batch = options.batches[place];
      if (batch === undefined) return;
      await options.before?.(place);
      await send(batch);
      if (options.resendEvery && place % options.resendEvery === 0) await send(batch);
    }
  }
  return {
    acknowledged,
    failures: () => failures,
    stop: () => {
      stopped = true;
    },
    done: Promise.all(Array.from({ length: options.senders }, work)).then(() => undefined),
  };
}

/** True when the whole batch was acknowledged; false when nobody knows. @throws Error on any other answer */
async function tryBatch(
  { url, writeKey }: { url: string; writeKey: string },
  batch: readonly SimulatedMessage[],
): Promise<boolean> {
  let status: number;
  let text: string;
  try {
    const response = await fetch(`${url}/v1/batch`, {
      method: "POST",
      headers: { Authorization: `Bearer ${writeKey}` },
      body: JSON.stringify({ batch }),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    status = response.status;
    text = await response.text();
  } catch {
    // The server died under the request, or is not there: the batch may be stored or not.
    return false;
  }
  if (status === 503 || status === 429) return false;
  const answer = JSON.parse(text);
  if (status !== 200 || answer.accepted !== batch.length) throw new Error(`A batch was answered ${status}: ${text}`);
  return true;
}
