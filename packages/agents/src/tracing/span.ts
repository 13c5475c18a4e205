import { createHash } from "node:crypto";

/** One span as OpenTelemetry knows it, of values that say nothing about people. */
export type Span = {
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
  startedAtMs: number;
  endedAtMs: number;
  hasFailed: boolean;
  attributes: Readonly<Record<string, string | number | boolean | null>>;
};

/** Hexadecimal digits that every process derives alike, so that parts of a trace that different servers send belong together. */
export function toSpanDigits(text: string, bytes: 8 | 16): string {
  return createHash("sha256")
    .update(text)
    .digest("hex")
    .slice(0, bytes * 2);
}

/** Spans as the body of `POST /v1/traces` (OTLP 1.x, JSON encoding of the protocol buffers: ids in hexadecimal, 64-bit numbers as text). */
export function toOtlp(service: string, spans: readonly Span[]): object {
  const resource = { attributes: toAttributes({ "service.name": service }) };
  return {
    resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "@rapport/agents" }, spans: spans.map(toRecord) }] }],
  };
}

const INTERNAL = 1;
const [OK, ERROR] = [1, 2];

function toRecord({
  traceId,
  spanId,
  parentSpanId,
  name,
  startedAtMs,
  endedAtMs,
  hasFailed,
  attributes,
}: Span): object {
  return {
    traceId,
    spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    name,
    kind: INTERNAL,
    startTimeUnixNano: toNanos(startedAtMs),
    endTimeUnixNano: toNanos(endedAtMs),
    attributes: toAttributes(attributes),
    status: { code: hasFailed ? ERROR : OK },
  };
}

function toNanos(ms: number): string {
  return `${Math.round(ms)}000000`;
}

function toAttributes(values: Span["attributes"]): object[] {
  return Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [{ key, value: toValue(value) }]));
}

function toValue(value: string | number | boolean): object {
  if (typeof value === "string") return { stringValue: value };
  return typeof value === "number" ? { intValue: String(Math.round(value)) } : { boolValue: value };
}
