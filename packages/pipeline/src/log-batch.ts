import type { LogBatch, LoggedEvent } from "@rapport/contracts/log";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What the events of a batch share. */
export type LogFacts = Omit<LogBatch, "events">;

/** The JSON of an event, and the part of it that is the payload: once for the log and for the store. */
export type WrittenEvent = { json: string; payloadJson: string };

/**
 * A log value as it is parsed. `sizes`: UTF-16 code units of each event's JSON and of its payload's, which ends the event, in turn.
 * Values of earlier versions have none.
 */
type ParsedBatch = LogBatch & { sizes?: readonly number[] };

/** An event as the log holds it. */
export function writeEvent({ payload, payloadJson: _, ...event }: LoggedEvent): WrittenEvent {
  const payloadJson = JSON.stringify(payload);
  return { json: `${JSON.stringify(event).slice(0, -1)},"payload":${payloadJson}}`, payloadJson };
}

/** Bytes of the parts of a batch in the log: JSON, so that a log can be read with any tool years later. */
export function encodeLogParts(facts: LogFacts, parts: readonly (readonly WrittenEvent[])[]): Uint8Array[] {
  const head = JSON.stringify(facts).slice(0, -1);
  return encodeTexts(
    parts.map((events) => {
      const sizes = events.map(({ json, payloadJson }) => `${json.length},${payloadJson.length}`).join(",");
      return `${head},"sizes":[${sizes}],"events":[${events.map(({ json }) => json).join(",")}]}`;
    }),
  );
}

/**
 * The batch in a log value, its events with their payloads as JSON beside them: pieces of the value, not written again. Only
 * this product's own API writes such values, after validation.
 */
export function decodeLogBatch(value: Uint8Array): LogBatch {
  const text = decoder.decode(value);
  const { sizes, ...batch } = JSON.parse(text) as ParsedBatch; // as: written by encodeLogParts
  if (sizes) cutPayloads(batch.events, text, sizes);
  return batch;
}

/** From the end, which is `]}`: an event is the last of the value, or stands before a comma and the next one. */
function cutPayloads(events: readonly LoggedEvent[], text: string, sizes: readonly number[]): void {
  let end = text.length - 2;
  for (let i = events.length - 1; i >= 0; i--) {
    const event = events[i];
    const payloadEnd = end - 1;
    if (event) event.payloadJson = text.slice(payloadEnd - (sizes[2 * i + 1] ?? 0), payloadEnd);
    end -= (sizes[2 * i] ?? 0) + 1;
  }
}

/** UTF-8 of each text. Most have nothing beyond ASCII: they are written at once, and shared out as their letters are. */
function encodeTexts(texts: readonly string[]): Uint8Array[] {
  const all = texts.join("");
  const bytes = Buffer.from(all);
  if (bytes.length !== all.length) return texts.map((text) => encoder.encode(text));
  let start = 0;
  return texts.map((text) => {
    const end = start + text.length;
    const part = bytes.subarray(start, end);
    start = end;
    return part;
  });
}
