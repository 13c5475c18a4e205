import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { PineconeCall } from "./pinecone-namespaces.ts";
import { PineconeIndex, PineconeRefusal } from "./pinecone-namespaces.ts";

/**
 * The part of Pinecone's REST API (version 2025-10) that the adapter uses, on a free port of this machine: indexes are looked up and made
 * on the control plane, each answers at a host of its own; limits and refusals are those that its reference documents. A write
 * shows only after `delayMs`, as the service promises no more.
 */
export async function openPineconeFront({ apiKey, delayMs = 20 }: { apiKey: string; delayMs?: number }) {
  const indexes = new Map<string, PineconeIndex>();
  const state = { isDown: false, calls: 0 };
  const server = createServer((request, response) => {
    answer(request).then(
      (body) => send(response, 200, body),
      (error: unknown) => {
        const refusal = error instanceof PineconeRefusal ? error : new PineconeRefusal(500, String(error));
        send(response, refusal.status, { code: refusal.status, message: refusal.message, details: [] });
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // as: a server that listens on a host and port has an address of this form
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage): Promise<unknown> {
    const bytes = await buffer(request);
    state.calls++;
    if (state.isDown) throw new PineconeRefusal(503, "The service is away");
    if (request.headers["api-key"] !== apiKey) throw new PineconeRefusal(401, "Invalid API Key");
    if (!request.headers["x-pinecone-api-version"]) throw new PineconeRefusal(400, "X-Pinecone-Api-Version is missing");
    if (bytes.length > 2 * 1024 * 1024) throw new PineconeRefusal(400, "Request size exceeds 2MB");
    const body = bytes.length > 0 ? JSON.parse(bytes.toString()) : {};
    const at = new URL(request.url ?? "/", url);
    const [, host, name = "", ...rest] = at.pathname.split("/");
    if (host === "indexes") return control({ indexes, url, delayMs }, request.method ?? "", name, body);
    const index = host === "at" ? indexes.get(name) : undefined;
    if (!index) throw new PineconeRefusal(404, `No host for ${at.pathname}`);
    const call: PineconeCall = { method: request.method ?? "", path: rest.join("/"), query: at.searchParams, body };
    return index.answer(call);
  }

  return {
    url,
    state,
    indexNames: () => [...indexes.keys()],
    namespaces: () => [...indexes.values()].flatMap((index) => index.namespaces()),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

type ControlPlane = { indexes: Map<string, PineconeIndex>; url: string; delayMs: number };

/** Looks up an index, or makes it. */
function control(plane: ControlPlane, method: string, name: string, body: Record<string, unknown>): unknown {
  const { indexes, url, delayMs } = plane;
  const wanted = method === "POST" ? String(body.name) : name;
  if (method === "POST") {
    if (indexes.has(wanted)) throw new PineconeRefusal(409, "Resource already exists");
    if (!/^[a-z0-9]([a-z0-9-]{0,43}[a-z0-9])?$/.test(wanted)) throw new PineconeRefusal(400, "Invalid index name");
    if (!Reflect.get(Object(body.spec), "serverless")) throw new PineconeRefusal(400, "spec is missing");
    indexes.set(wanted, new PineconeIndex(Number(body.dimension), String(body.metric), delayMs));
  }
  const index = indexes.get(wanted);
  if (!index) throw new PineconeRefusal(404, `Resource ${wanted} not found`);
  return {
    name: wanted,
    metric: index.metric,
    dimension: index.dimension,
    status: { ready: true, state: "Ready" },
    host: `${url}/at/${wanted}`,
    spec: body.spec ?? { serverless: { cloud: "aws", region: "us-east-1" } },
    deletion_protection: "disabled",
    vector_type: "dense",
  };
}
