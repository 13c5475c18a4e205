import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { gunzipSync } from "node:zlib";

const MARK = /Run \d+ Event \d+/g;
const SETTINGS = JSON.stringify({
  integrations: { "Segment.io": { apiKey: "k", unbundledIntegrations: [], addBundledMetadata: true } },
  source: { id: "s", name: "s", writeKey: "k", enabled: true, config: { statsCollection: {} }, destinations: [] },
  success: true,
});

/** A site that is also the tracking server of another client: counts the events of the scenarios in whatever it is sent. */
export class PeerSite {
  readonly messages: { messageId: string; event: string }[] = [];
  status = 200;
  readonly #script: string;
  #server: Server | undefined;
  #port = 0;

  constructor(script: string) {
    this.#script = script;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  clear(): void {
    this.messages.length = 0;
    this.status = 200;
  }

  async start(): Promise<void> {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    await new Promise<void>((resolve) => this.#server?.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    if (typeof address === "object" && address) this.#port = address.port;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = request.url ?? "";
    if (path === "/") return void html(response, `<script src="/client.js"></script>`);
    if (path === "/empty") return void html(response, "");
    if (path === "/client.js")
      return void response.writeHead(200, { "content-type": "text/javascript" }).end(this.#script);
    // Settings come from elsewhere as a rule, and are there when the server of events is not.
    const isTracking = request.method === "POST";
    if (isTracking && this.status === 0) return void response.destroy();
    if (isTracking && this.status !== 200) return void response.writeHead(this.status).end();
    for (const [event] of readText(Buffer.concat(chunks)).matchAll(MARK))
      this.messages.push({ messageId: event, event });
    response.writeHead(200, { "content-type": "application/json" }).end(SETTINGS);
  }
}

function html(response: ServerResponse, body: string): void {
  response.writeHead(200, { "content-type": "text/html" }).end(`<!doctype html><title>Page</title>${body}`);
}

/** The text of a body: as it is, compressed, percent-encoded, or a form with base64. */
function readText(body: Buffer): string {
  const isZipped = body[0] === 0x1f && body[1] === 0x8b;
  const raw = (isZipped ? gunzipSync(body) : body).toString("latin1");
  const text = decodeURIComponent(raw.replace(/%(?![0-9a-f]{2})/gi, "%25"));
  return text.startsWith("data=") ? Buffer.from(text.slice(5), "base64").toString() : text;
}
