import type { LogBatch, LoggedEvent } from "@rapport/contracts/log";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Bytes of a batch in the log: JSON, so that a log can be read with any tool years later. Put together from the payloads
 * that `withPayloadJson` has written already.
 */
export function encodeLogBatch(batch: LogBatch): Uint8Array {
  const { events, ...facts } = batch;
  const head = JSON.stringify(facts);
  return encoder.encode(`${head.slice(0, -1)},"events":[${events.map(encodeEvent).join(",")}]}`);
}

/** The batch in a log value. Only this process' own API writes them, after validation. */
export function decodeLogBatch(value: Uint8Array): LogBatch {
  return JSON.parse(decoder.decode(value)) as LogBatch; // as: written by encodeLogBatch
}

/** The events with their payloads as JSON beside them: once for the log and for the store. */
export function withPayloadJson(event: LoggedEvent): LoggedEvent {
  return { ...event, payloadJson: JSON.stringify(event.payload) };
}

function encodeEvent({ payload, payloadJson, ...event }: LoggedEvent): string {
  return `${JSON.stringify(event).slice(0, -1)},"payload":${payloadJson ?? JSON.stringify(payload)}}`;
}
