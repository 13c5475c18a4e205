import * as openTelemetry from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TrackingServer } from "../../test/tracking-server.ts";
import type { RapportOptions } from "../options.ts";
import { Rapport } from "../rapport.ts";

const server = new TrackingServer();
const spans = new InMemorySpanExporter();
const metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: 3_600_000 });

beforeAll(async () => {
  openTelemetry.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  openTelemetry.propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  openTelemetry.trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }),
  );
  openTelemetry.metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  await server.start();
});

afterAll(async () => {
  await reader.shutdown();
  const { context, propagation, trace, metrics } = openTelemetry;
  for (const api of [context, propagation, trace, metrics]) api.disable();
  await server.stop();
});

beforeEach(() => {
  spans.reset();
  server.requests.length = 0;
});

function makeClient(options: Partial<RapportOptions> = {}): Rapport {
  const host = server.host;
  return new Rapport({ writeKey: "pk_test", secretKey: "sk_1", host, flushIntervalMs: 10, openTelemetry, ...options });
}

/** What the last client counted, and how many requests of each kind there were, by instrument and outcome. */
async function collect(): Promise<Record<string, unknown>> {
  await reader.forceFlush();
  const latest = metrics.getMetrics().at(-1);
  const all = latest?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
  return Object.fromEntries(
    all.flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map((point) => {
        const part = point.attributes["rapport.event.outcome"] ?? point.attributes["rapport.request.kind"] ?? "";
        const value = typeof point.value === "number" ? point.value : point.value.count;
        return [`${descriptor.name} ${part}`.trim(), value];
      }),
    ),
  );
}

describe("a client with OpenTelemetry", () => {
  test("a batch is a trace of its own, a question belongs to the span that asked, and both reach the server", async () => {
    server.answers.set("/api/v1/users/u1", { status: 404, body: {} });
    const client = makeClient();
    const asking = openTelemetry.trace.getTracer("test").startSpan("request");
    await openTelemetry.context.with(openTelemetry.trace.setSpan(openTelemetry.context.active(), asking), async () => {
      client.track({ userId: "u1", event: "Order Completed" });
      await client.flush();
      await client.getProfile("u1");
    });
    await client.close();

    const [batch, profile] = spans.getFinishedSpans();
    expect(batch).toMatchObject({
      name: "rapport batch",
      kind: openTelemetry.SpanKind.CLIENT,
      parentSpanContext: undefined,
      attributes: { "http.request.method": "POST", "http.response.status_code": 200, "server.address": "127.0.0.1" },
      status: { code: openTelemetry.SpanStatusCode.UNSET },
    });
    expect(profile).toMatchObject({
      name: "rapport profile",
      parentSpanContext: { spanId: asking.spanContext().spanId },
      attributes: { "http.response.status_code": 404, "error.type": "404" },
      status: { code: openTelemetry.SpanStatusCode.ERROR },
    });
    expect(JSON.stringify(profile?.attributes)).not.toContain("u1");
    const sent = [batch, profile].map((span) => `00-${span?.spanContext().traceId}-${span?.spanContext().spanId}-01`);
    expect(server.requests.map(({ headers }) => headers.traceparent)).toEqual(sent);
  });

  test("what is delivered, dropped and waiting is counted when it is collected, and how long requests took", async () => {
    const before = await collect();
    const client = makeClient();
    client.track({ userId: "u1", event: "Large", properties: { text: "x".repeat(40_000) } });
    for (let index = 0; index < 3; index++) client.track({ userId: "u1", event: "Small" });
    expect(await collect()).toMatchObject({ "rapport.client.queue.events": 3 });
    await client.close();
    const after = await collect();
    expect(after).toMatchObject({
      "rapport.client.events delivered": 3,
      "rapport.client.events dropped": 1,
      "rapport.client.queue.events": 0,
      "rapport.client.retries": 0,
    });
    const name = "http.client.request.duration batch";
    expect(Number(after[name]) - Number(before[name])).toBe(1);
  });

  test("no answer is an error with its name; an observer beside it sees the same, and its headers travel", async () => {
    const seen: number[] = [];
    const onRequest = () => ({ headers: { "x-own": "1" }, end: ({ status }: { status: number }) => seen.push(status) });
    const client = makeClient({ onRequest });
    client.track({ userId: "u1", event: "Kept" });
    await client.flush();
    expect(server.requests[0]?.headers).toMatchObject({ "x-own": "1", traceparent: expect.any(String) });
    await server.stop();
    await client.getProfile("u1").catch(() => {});
    expect(spans.getFinishedSpans().at(-1)).toMatchObject({ attributes: { "error.type": "ECONNREFUSED" } });
    expect(seen).toEqual([200, 0]);
    await server.start();
    await client.close();
  });

  test("an API that breaks costs neither a call nor an event", async () => {
    const broken = () => {
      throw new Error("telemetry broke");
    };
    const client = makeClient({
      openTelemetry: { ...openTelemetry, trace: { getTracer: broken, setSpan: broken }, metrics: { getMeter: broken } },
    });
    server.messages.length = 0;
    client.track({ userId: "u1", event: "Kept" });
    await client.close();
    expect(server.events()).toHaveLength(1);
  });
});
