import type { IncomingMessage, ServerResponse } from "node:http";
import { newId } from "@rapport/contracts/ids";
import { queryDirectly } from "../routes/recommendations.ts";
import type { ApiServices } from "../services.ts";
import { trackDirectly } from "../tracking/answer-messages.ts";
import { CORS_HEADERS } from "./answer-cors.ts";
import type { DirectRoute } from "./direct-route.ts";
import type { Exchange } from "./exchange.ts";
import type { ProblemAnswer } from "./problem.ts";
import { toProblem } from "./problem.ts";
import { readTraceContext } from "./trace-context.ts";

/** Takes a request of Node's HTTP server if it is one of the hot paths; false leaves it to the rest of the surface. */
export type DirectListener = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

/**
 * Messages and queries on Node's own request and answer. The same answers, by the same code, as through Hono, whose context
 * and web objects cost more than all else that a request of one event needs; and a refusal under load is told in little time.
 */
export function listenDirectly(services: ApiServices): DirectListener {
  const routes = new Map<string, DirectRoute>([...trackDirectly(services), ...queryDirectly(services)]);
  return (incoming, outgoing) => {
    const url = incoming.url ?? "";
    const at = url.indexOf("?");
    const route = incoming.method === "POST" ? routes.get(at < 0 ? url : url.slice(0, at)) : undefined;
    if (!route || (route.needsKey && incoming.headers.authorization === undefined)) return false;
    void answer(services, route, incoming, outgoing);
    return true;
  };
}

async function answer(
  services: ApiServices,
  route: DirectRoute,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const startedMs = performance.now();
  const requestId = newId("request", services.now(), services.randomBytes(10));
  const { traceId, traceparent } = readTraceContext(textOf(incoming.headers.traceparent), services.randomBytes);
  const exchange = toExchange(incoming, outgoing);
  let said: ProblemAnswer | { status: 200; headers: Record<string, string>; body: string };
  try {
    said = { status: 200, headers: JSON_HEADERS, body: await route.answer(exchange) };
  } catch (error) {
    said = toProblem(services, error, { requestId, traceId, path: (incoming.url ?? "").split("?", 1)[0] ?? "" });
  }
  services.metrics.answered(route.surface, said.status, (performance.now() - startedMs) / 1_000);
  // Nobody is there to hear it.
  if (outgoing.destroyed) return;
  const bytes = Buffer.byteLength(said.body);
  outgoing.writeHead(said.status, {
    ...CORS_HEADERS,
    ...route.headers,
    ...said.headers,
    "Content-Length": bytes,
    "X-Request-Id": requestId,
    Traceparent: traceparent,
    "X-Content-Type-Options": "nosniff",
  });
  // Text without letters beyond ASCII is its own bytes: Node encodes it in place, and with as much room as it takes.
  outgoing.end(said.body, bytes === said.body.length ? "latin1" : "utf8");
}

const JSON_HEADERS = { "Content-Type": "application/json" };

function toExchange(incoming: IncomingMessage, outgoing: ServerResponse): Exchange {
  return {
    req: {
      header: (name) => textOf(incoming.headers[name]),
      query: (name) => {
        const at = incoming.url?.indexOf("?") ?? -1;
        return at < 0 ? undefined : (new URLSearchParams(incoming.url?.slice(at)).get(name) ?? undefined);
      },
    },
    env: { incoming },
    header: (name, value) => void outgoing.setHeader(name, value),
  };
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(", ") : header;
}
