import { LIBRARY } from "../library.ts";
import type { RequestEnd, RequestObserver, RequestStart } from "../request-observer.ts";
import type { Attributes, OpenTelemetry } from "./open-telemetry.ts";

/** `SpanKind.CLIENT` and `SpanStatusCode.ERROR` of the API; its numbers are part of its contract. */
const CLIENT = 2;
const ERROR = 2;

/**
 * One span and one duration per request, by the semantic conventions for HTTP clients, and `traceparent` on its way to the server.
 * What another observer answers travels, too. A batch holds events of many callers: its span begins a trace of its own.
 */
export function traceRequests(openTelemetry: OpenTelemetry, other: RequestObserver | undefined): RequestObserver {
  const { context, propagation, trace, metrics } = openTelemetry;
  const tracer = trace.getTracer(LIBRARY.name, LIBRARY.version);
  const durations = metrics
    .getMeter(LIBRARY.name, LIBRARY.version)
    .createHistogram("http.client.request.duration", { unit: "s", description: "Duration of requests to Rapport." });
  return (start) => {
    const followed = other?.(start);
    const attributes = describeRequest(start);
    const root = start.kind === "batch";
    const span = tracer.startSpan(`rapport ${start.kind}`, {
      kind: CLIENT,
      root,
      attributes: { ...attributes, "http.request.body.size": start.bytes },
    });
    const headers: Record<string, string> = { ...followed?.headers };
    propagation.inject(trace.setSpan(context.active(), span), headers);
    const end = (outcome: RequestEnd) => {
      const more = describeEnd(outcome);
      for (const [name, value] of Object.entries(more)) span.setAttribute(name, value);
      if ("error.type" in more) span.setStatus({ code: ERROR });
      span.end();
      durations.record(outcome.durationMs / 1_000, { ...attributes, ...more });
      followed?.end?.(outcome);
    };
    return { headers, end };
  };
}

/** Without the address of a question: it names the person whom it is about, and traces are read by many. */
function describeRequest({ kind, method, url }: RequestStart): Attributes {
  const { hostname, port, protocol } = new URL(url);
  return {
    "http.request.method": method,
    "server.address": hostname,
    "server.port": Number(port) || (protocol === "http:" ? 80 : 443),
    "rapport.request.kind": kind,
  };
}

/** What tells a refused connection from a reset one is the code; a time that ran out has a name instead. */
function nameError(error: unknown): string {
  if (!(error instanceof Error)) return "_OTHER";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

function describeEnd({ status, error }: RequestEnd): Attributes {
  if (status === 0) return { "error.type": nameError(error) };
  const answered = { "http.response.status_code": status };
  return status >= 400 ? { ...answered, "error.type": String(status) } : answered;
}
