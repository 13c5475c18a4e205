import type { LogBatch } from "@rapport/contracts/log";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Bytes of a batch in the log: JSON, so that a log can be read with any tool years later. */
export function encodeLogBatch(batch: LogBatch): Uint8Array {
  return encoder.encode(JSON.stringify(batch));
}

/** The batch in a log value. Only this process' own API writes them, after validation. */
export function decodeLogBatch(value: Uint8Array): LogBatch {
  return JSON.parse(decoder.decode(value)) as LogBatch; // as: written by encodeLogBatch
}
