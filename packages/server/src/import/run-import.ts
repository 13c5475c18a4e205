import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { RejectCode } from "@rapport/contracts/errors";
import { RapportError } from "@rapport/contracts/errors";
import { LIMITS } from "@rapport/contracts/limits";
import type { ImportBatch } from "./batch-records.ts";
import { batchRecords } from "./batch-records.ts";
import type { ImportProgress } from "./import-progress.ts";
import { readProgress, startProgress, writeProgress } from "./import-progress.ts";
import type { ImportError, ImportPosition, ImportRecord } from "./import-record.ts";
import { sendWithRetry } from "./send-with-retry.ts";

/** What the server made of one batch; `index` counts from 0 within the batch. */
export type ImportAnswer = {
  accepted: number;
  duplicates: number;
  rejected: readonly { index: number; code: RejectCode; path: string; message: string }[];
};

export type ImportOptions = {
  /** Records from a position on, e.g. `(from) => readJsonlRecords(path, from)`. */
  source: (from: ImportPosition) => AsyncIterable<ImportRecord>;
  /** Tells sources and targets apart, so that one's progress is not taken for another's. */
  sourceId: string;
  /** Digest of what the source holds before a byte, e.g. `(byte) => hashBefore(path, byte)`. */
  hashBefore: (byte: number) => Promise<string>;
  send: (messages: Record<string, unknown>[]) => Promise<ImportAnswer>;
  progressPath: string;
  rejectsPath: string;
  batchSize?: number;
  /** Batches under way at a time; also the bound on memory. */
  concurrency?: number;
  maxAttempts?: number;
  onProgress?: (progress: ImportProgress) => void;
  /** The source was replaced since the last run, and is read from its start. */
  onReplaced?: () => void;
  /** Stops the import after the batches under way; it can be run again. */
  signal?: AbortSignal;
  pause?: (ms: number) => Promise<void>;
  random?: () => number;
};

type Sent = { batch: ImportBatch; answer: Promise<ImportAnswer> };

/**
 * Sends all records of a source and notes how far everything is answered, so that a run that ends in any way is taken up
 * by the next. A batch whose answer was not noted is sent again with the same message ids: nothing is left out, and the
 * server's de-duplication keeps anything from counting twice.
 *
 * @returns the progress at the end of the source
 * @throws what `send` threw in the end, or the signal's reason; all that is noted until then stays
 */
export async function runImport(options: ImportOptions): Promise<ImportProgress> {
  let progress = await resumeProgress(options);
  const rejects = await openRejects(options.rejectsPath, progress.rejectsBytes);
  const underway: Sent[] = [];
  const settleFirst = async () => {
    const first = underway[0];
    if (first === undefined) return;
    progress = await settle(first.batch, await first.answer, progress, rejects, options);
    underway.shift();
  };
  try {
    const limits = { records: options.batchSize ?? 500, bytes: LIMITS.bodyBytes * 0.9 };
    for await (const batch of batchRecords(options.source({ byte: progress.byte, line: progress.line }), limits)) {
      if (options.signal?.aborted) break;
      if (underway.length >= (options.concurrency ?? 4)) await settleFirst();
      underway.push({ batch, answer: sendBatch(batch, options) });
    }
    while (underway.length > 0) await settleFirst();
    options.signal?.throwIfAborted();
    progress = { ...progress, done: true };
    await writeProgress(options.progressPath, progress);
    options.onProgress?.(progress);
    return progress;
  } finally {
    // After a failure the later batches are not noted, but they end before the caller hears of it.
    await Promise.allSettled(underway.map(({ answer }) => answer));
    await rejects.close();
  }
}

/** Where the last run ended, unless what it read is no longer there. Reading it all again counts nothing twice. */
async function resumeProgress(options: ImportOptions): Promise<ImportProgress> {
  const progress = await readProgress(options.progressPath, options.sourceId);
  if (progress.byte === 0 || progress.before === (await options.hashBefore(progress.byte))) return progress;
  options.onReplaced?.();
  return startProgress(options.sourceId);
}

function sendBatch(batch: ImportBatch, options: ImportOptions): Promise<ImportAnswer> {
  if (batch.messages.length === 0) return Promise.resolve({ accepted: 0, duplicates: 0, rejected: [] });
  const answer = sendWithRetry(() => options.send(batch.messages.map(({ message }) => message)), {
    maxAttempts: options.maxAttempts ?? 8,
    pause: options.pause ?? ((ms) => pauseUnlessAborted(ms, options.signal)),
    random: options.random ?? Math.random,
  });
  // Awaited in order, later: a failure until then is not an unhandled one.
  answer.catch(() => {});
  return answer;
}

async function pauseUnlessAborted(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await wait(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
}

/** Notes a batch of which everything is answered, and everything before it: first its rejects, then the position. */
async function settle(
  batch: ImportBatch,
  answer: ImportAnswer,
  before: ImportProgress,
  rejects: FileHandle,
  options: ImportOptions,
): Promise<ImportProgress> {
  const answered = answer.accepted + answer.duplicates + answer.rejected.length;
  if (answered !== batch.messages.length) {
    const detail = `The server answered for ${answered} of ${batch.messages.length} messages of a batch`;
    throw new RapportError("internal", detail);
  }
  const lines = batch.rejects.map(({ record, error }) => rejectLine(record, error));
  for (const { index, ...error } of answer.rejected) {
    const sent = batch.messages[index];
    if (sent === undefined)
      throw new RapportError("internal", `The server rejected a message ${index} that was not sent`);
    lines.push(rejectLine(sent.record, error));
  }
  const written = Buffer.from(lines.join(""));
  if (written.length > 0) {
    await rejects.write(written, 0, written.length, before.rejectsBytes);
    await rejects.datasync();
  }
  const progress: ImportProgress = {
    ...before,
    ...batch.end,
    before: await options.hashBefore(batch.end.byte),
    rejectsBytes: before.rejectsBytes + written.length,
    accepted: before.accepted + answer.accepted,
    duplicates: before.duplicates + answer.duplicates,
    rejected: before.rejected + lines.length,
    done: false,
  };
  await writeProgress(options.progressPath, progress);
  options.onProgress?.(progress);
  return progress;
}

function rejectLine(record: ImportRecord, { code, path, message }: ImportError): string {
  return `${JSON.stringify({ line: record.line, code, path, message, record: record.value })}\n`;
}

/** Opens the file of rejects at the length that the progress knows: what a killed run wrote behind it comes again. */
async function openRejects(path: string, length: number): Promise<FileHandle> {
  const created = await open(path, "a");
  await created.close();
  const file = await open(path, "r+");
  await file.truncate(length);
  return file;
}
