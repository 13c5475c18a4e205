import { readFileSync } from "node:fs";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { gunzipSync } from "node:zlib";

export type ReceivedMessage = { messageId: string; event?: string } & Record<string, unknown>;

const CORS = { "access-control-allow-origin": "*", "access-control-expose-headers": "Retry-After" };
const DIST = new URL("../dist/", import.meta.url);

/** A site with a few pages that is also its own tracking server: keeps every message it acknowledged. */
export class TrackingSite {
  readonly messages: ReceivedMessage[] = [];
  readonly requests: {
    path: string;
    method: string;
    contentType: string | undefined;
    encoding: string | undefined;
    body: string;
    /** Of the body as it travelled. */
    bytes: number;
  }[] = [];
  /** HTML by path. */
  readonly pages = new Map<string, string>();
  /** Status of answers to tracking requests; 0 cuts the connection instead. */
  status = 200;
  /** How long it takes to answer a tracking request, whose events it has by then. */
  answerMs = 0;
  /** Content security policy of the pages. */
  policy = "";
  /** Answers 415 to compressed bodies. */
  refusesGzip = false;
  /** Events (by name) that are rejected one by one. */
  readonly rejectedEvents = new Set<string>();
  recommendations: unknown = { decisionId: "dec_1", placement: "home", recommendations: [], degraded: [] };
  assignments: unknown[] = [];
  /** Live streams that are open now. */
  readonly streams = new Set<ServerResponse>();
  #server: Server | undefined;
  #port = 0;

  /** For a site that comes back where it was. */
  get port(): number {
    return this.#port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Distinct event names by messageId. */
  events(): string[] {
    return [...new Map(this.messages.map((message) => [message.messageId, String(message.event)])).values()];
  }

  async start(port = 0): Promise<void> {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    await new Promise<void>((resolve) => this.#server?.listen(port, "127.0.0.1", resolve));
    const address = this.#server.address();
    if (typeof address === "object" && address) this.#port = address.port;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  clear(): void {
    this.messages.length = 0;
    this.requests.length = 0;
    this.status = 200;
    this.answerMs = 0;
    this.refusesGzip = false;
    this.policy = "";
    this.recommendations = { decisionId: "dec_1", placement: "home", recommendations: [], degraded: [] };
    this.assignments = [];
    this.rejectedEvents.clear();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const sent = Buffer.concat(chunks);
    const encoding = request.headers["content-encoding"];
    const body = (encoding === "gzip" ? gunzipSync(sent) : sent).toString();
    const path = (request.url ?? "").split("?")[0] ?? "";
    const page = this.pages.get(path);
    const policy = this.policy ? { "content-security-policy": this.policy } : {};
    if (page !== undefined) return void response.writeHead(200, { "content-type": "text/html", ...policy }).end(page);
    if (/^\/rapport[\w.-]*\.js$/.test(path)) {
      return void response
        .writeHead(200, { "content-type": "text/javascript" })
        .end(readFileSync(new URL(path.slice(1), DIST)));
    }
    // The browser asks once, at a moment of its own.
    if (path === "/favicon.ico") return void response.writeHead(404).end();
    const contentType = request.headers["content-type"];
    this.requests.push({ path, method: request.method ?? "", contentType, encoding, body, bytes: sent.length });
    if (encoding && this.refusesGzip) response.writeHead(415, CORS).end();
    else if (path.endsWith("/batch")) this.#take(body, response);
    else if (path === "/api/v1/recommendations/query") answerJson(response, this.recommendations);
    else if (path === "/api/v1/stream/token") answerJson(response, { token: "live-1" });
    else if (path === "/api/v1/stream") {
      response.writeHead(200, { ...CORS, "content-type": "text/event-stream" }).write(": connected\n\n");
      this.streams.add(response);
      response.on("close", () => this.streams.delete(response));
    } else if (path === "/api/v1/experiments/assignments") {
      if (this.status === 200) answerJson(response, { assignments: this.assignments });
      else response.writeHead(this.status, CORS).end();
    } else response.writeHead(404).end();
  }

  #take(body: string, response: ServerResponse): void {
    if (this.status === 0) return void response.destroy();
    if (this.status !== 200) return void response.writeHead(this.status, CORS).end();
    const { batch } = JSON.parse(body);
    const rejected: unknown[] = [];
    for (const [index, message] of batch.entries()) {
      if (this.rejectedEvents.has(message.event)) {
        rejected.push({
          index,
          messageId: message.messageId,
          code: "invalid_value",
          path: "/event",
          message: "not wanted",
        });
      } else this.messages.push(message);
    }
    const counts = { accepted: batch.length - rejected.length, duplicates: 0, rejected };
    const answer = { success: true, ...counts, offset: `o${this.messages.length}`, durability: "disk" };
    setTimeout(() => answerJson(response, answer), this.answerMs);
  }
}

function answerJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { ...CORS, "content-type": "application/json" }).end(JSON.stringify(value));
}
