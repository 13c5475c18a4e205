import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { gunzipSync } from "node:zlib";

export type ReceivedMessage = { messageId: string; type: string; event?: string } & Record<string, unknown>;
export type ReceivedRequest = {
  path: string;
  headers: IncomingMessage["headers"];
  body: Record<string, unknown>;
  atMs: number;
};

/** Answers one request instead of the server; `undefined` leaves it to the server. */
export type Fault = (response: ServerResponse, request: ReceivedRequest) => unknown;

/** A tracking server over node:http: keeps what it acknowledged, and fails as it is told. */
export class TrackingServer {
  readonly requests: ReceivedRequest[] = [];
  /** Messages of acknowledged requests, in order, repeats included. */
  readonly messages: ReceivedMessage[] = [];
  /** Product API answers by path. */
  readonly answers = new Map<string, { status: number; body: unknown; delayMs?: number }>();
  fault: Fault | undefined;
  #server: Server | undefined;
  #port = 0;

  get host(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Distinct names of acknowledged track events, in the order of arrival. */
  events(): string[] {
    return [...new Map(this.messages.map((message) => [message.messageId, String(message.event)])).values()];
  }

  /** Listens on the port it had before, if it had one, so that a client finds it again. */
  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    const address = server.address();
    if (typeof address === "object" && address) this.#port = address.port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const text = (incoming.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw).toString();
    const path = incoming.url ?? "";
    const request = { path, headers: incoming.headers, body: text ? JSON.parse(text) : {}, atMs: Date.now() };
    this.requests.push(request);
    const fixed = this.answers.get(path);
    if (fixed) {
      await new Promise((resolve) => setTimeout(resolve, fixed.delayMs ?? 0));
      response.writeHead(fixed.status, { "content-type": "application/json" }).end(JSON.stringify(fixed.body));
      return;
    }
    if (this.fault?.(response, request) !== undefined) return;
    this.acknowledge(response, request);
  }

  /** Keeps the messages of a request and says so. */
  acknowledge(response: ServerResponse, request: ReceivedRequest): void {
    const batch = Array.isArray(request.body.batch) ? request.body.batch : [];
    this.messages.push(...batch);
    const answer = {
      success: true,
      accepted: batch.length,
      duplicates: 0,
      rejected: [],
      offset: `o${this.messages.length}`,
      durability: "disk",
    };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  }
}
