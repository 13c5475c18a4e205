import type { LoggedEvent } from "@rapport/contracts/log";
import type { EnrichedEvent } from "@rapport/domain/events/enriched-event";
import type { BatchFacts, PayloadReading } from "./enrich-event.ts";
import { enrichEvent } from "./enrich-event.ts";
import type { LoggedHead } from "./step-event.ts";
import { StepEvent } from "./step-event.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** An event on its way onto the log: the JSON of its payload, what was read from that, and the JSON of all else, still open. */
export type WrittenEvent = { event: LoggedEvent; reading: PayloadReading; headJson: string; payloadJson: string };

/** Events of a log value; with `readings` where the projector may have nothing but the value. */
export type LogPart = { events: readonly WrittenEvent[]; readings: boolean };

/** An event in a log value. Where it was kept for the projector beside the log, and in earlier versions, it has no `reading`. */
type ParsedEvent = LoggedHead & { reading?: PayloadReading };
/** A log value of an early version. */
type EarlyBatch = BatchFacts & { events: LoggedEvent[] };

/**
 * Leads to UTF-16 code units of each event's JSON and of its payload's, which ends the event, in turn. What stands before it is JSON, too,
 * so that no text in there holds a quote that nothing escapes.
 */
const SIZES = ',"sizes":[';
const EVENTS = '],"events":[';
const FIRST_EVENT = '"events":[';

/** Writes an event for the log. */
export function writeEvent(batch: BatchFacts, event: LoggedEvent): WrittenEvent {
  const { payload, payloadJson: _, ...head } = event;
  const headJson = JSON.stringify(head).slice(0, -1);
  return { event, reading: enrichEvent(batch, event), headJson, payloadJson: JSON.stringify(payload) };
}

function toJson({ headJson, reading, payloadJson }: WrittenEvent, readings: boolean): string {
  const read = readings ? `,"reading":${JSON.stringify(reading)}` : "";
  return `${headJson}${read},"payload":${payloadJson}}`;
}

/** Bytes of the parts of a batch in the log: JSON, so that a log can be read with any tool years later. */
export function encodeLogParts(batch: BatchFacts, parts: readonly LogPart[]): Uint8Array[] {
  const head = JSON.stringify(batch).slice(0, -1);
  return encodeTexts(
    parts.map(({ events, readings }) => {
      const jsons = events.map((event) => toJson(event, readings));
      const sizes = jsons.map((json, i) => `${json.length},${events[i]?.payloadJson.length}`).join(",");
      return `${head}${SIZES}${sizes}${EVENTS}${jsons.join(",")}]}`;
    }),
  );
}

/** The events of a part as `readLogValue` would give them, without their way through bytes. */
export function toStepEvents(batch: BatchFacts, written: readonly WrittenEvent[], bytes: number): EnrichedEvent[] {
  const share = shareOf(bytes, written.length);
  return written.map(({ event, payloadJson, reading }) => new StepEvent(batch, event, payloadJson, reading, share));
}

/** The events in a log value, payloads still text. Only this product's own API writes such values, after validation. */
export function readLogValue(value: Uint8Array): EnrichedEvent[] {
  const text = decoder.decode(value);
  const at = text.indexOf(SIZES);
  // Behind the events they are somebody's own, in a payload.
  if (at < 0 || text.indexOf(FIRST_EVENT) < at) return readEarly(text, value.byteLength);
  const { json, payloads } = cutPayloads(text, at);
  const { events, ...batch } = JSON.parse(json) as BatchFacts & { events: ParsedEvent[] }; // as: written by encodeLogParts
  const share = shareOf(value.byteLength, events.length);
  return events.map((event, i) => {
    const payloadJson = payloads[i] ?? "{}";
    const reading = event.reading ?? enrichEvent(batch, { ...event, payload: JSON.parse(payloadJson) });
    return new StepEvent(batch, event, payloadJson, reading, share);
  });
}

/** A value that says nothing of where its payloads stand. */
function readEarly(text: string, bytes: number): EnrichedEvent[] {
  const { events, ...batch } = JSON.parse(text) as EarlyBatch; // as: written by an earlier encodeLogParts
  return toStepEvents(
    batch,
    events.map((event) => writeEvent(batch, event)),
    bytes,
  );
}

/** Cuts the payloads out of a value: their texts, and the value's with a nought for each. */
function cutPayloads(text: string, at: number): { json: string; payloads: string[] } {
  const first = at + SIZES.length;
  const last = text.indexOf(EVENTS, first);
  const sizes = last > first ? text.slice(first, last).split(",") : [];
  const payloads: string[] = [];
  const rest: string[] = [];
  let from = 0;
  let end = last + EVENTS.length;
  for (let i = 0; i < sizes.length; i += 2) {
    end += Number(sizes[i]);
    // An event ends with its payload and a bracket, and stands before a comma or the end.
    const start = end - 1 - Number(sizes[i + 1]);
    payloads.push(text.slice(start, end - 1));
    rest.push(text.slice(from, start));
    from = end - 1;
    end += 1;
  }
  rest.push(text.slice(from));
  return { json: rest.join("0"), payloads };
}

function shareOf(bytes: number, events: number): number {
  return Math.round(bytes / Math.max(1, events));
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
