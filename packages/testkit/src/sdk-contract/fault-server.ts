import type { IncomingMessage, ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { LocalServer } from "../local-server.ts";
import type { ContractMessage } from "./contract-calls.ts";

/** What a server does to the first requests, before it works as it should. */
export const FAULTS = {
  none: 0,
  /** The connection is reset before the request was read. */
  reset: 3,
  /** The events are taken, and no answer ever comes. */
  hang: 1,
  "500": 3,
  "503": 3,
  /** With `Retry-After: 1`. */
  "429": 1,
  /** Answers after 200 ms. */
  slow: 4,
  /** The events are taken, and the answer breaks off. */
  truncated: 2,
  /** 413 for every body of more than 40 events, always. */
  "413": Number.POSITIVE_INFINITY,
} as const;
export type Fault = keyof typeof FAULTS;

const HANG_MS = 3_000;
const SLOW_MS = 200;
const TAKEN_EVENTS = 40;
const CORS = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };

/** A tracking server that fails as it is told and keeps everything that reached it, acknowledged or not. */
export class FaultServer {
  /** Messages of requests that were read, repeats included. */
  readonly received: ContractMessage[] = [];
  /** Messages of requests that were answered with 200. */
  readonly acknowledged: ContractMessage[] = [];
  /** When each batch arrived, milliseconds. */
  readonly arrivals: number[] = [];
  /** Other things it serves, by path. */
  readonly files = new Map<string, { type: string; text: string }>();
  #fault: Fault = "none";
  #left = 0;
  readonly #server = new LocalServer((request, response) => void this.#answer(request, response));

  get origin(): string {
    return this.#server.origin;
  }

  /** Forgets everything and fails from now on as `fault` says. */
  reset(fault: Fault): void {
    for (const list of [this.received, this.acknowledged, this.arrivals]) list.length = 0;
    this.#fault = fault;
    this.#left = FAULTS[fault];
  }

  start(): Promise<void> {
    return this.#server.start();
  }

  /** Refuses connections from now on. */
  stop(): Promise<void> {
    return this.#server.stop();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on("error", () => {});
    const path = request.url?.split("?")[0] ?? "";
    const file = this.files.get(path);
    if (file) return void response.writeHead(200, { "content-type": file.type }).end(file.text);
    if (request.method !== "POST" || !path.endsWith("/batch")) return void response.writeHead(204, CORS).end();
    const failing = this.#left-- > 0;
    if (failing && this.#fault === "reset") return void request.socket.destroy();
    const batch = await readBatch(request);
    if (!batch) return;
    this.arrivals.push(performance.now());
    this.received.push(...batch);
    if (failing) await this.#fail(response, batch);
    else this.#acknowledge(response, batch);
  }

  async #fail(response: ServerResponse, batch: ContractMessage[]): Promise<void> {
    switch (this.#fault) {
      case "hang":
        await new Promise((resolve) => setTimeout(resolve, HANG_MS));
        return void response.destroy();
      case "truncated":
        response
          .writeHead(200, { ...CORS, "content-length": "100" })
          .write('{"success":true,', () => response.destroy());
        return;
      case "slow":
        await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
        return this.#acknowledge(response, batch);
      case "413":
        if (batch.length <= TAKEN_EVENTS) return this.#acknowledge(response, batch);
        return void response.writeHead(413, CORS).end("{}");
      case "429":
        return void response.writeHead(429, { ...CORS, "retry-after": "1" }).end("{}");
      default:
        return void response.writeHead(Number(this.#fault), CORS).end("{}");
    }
  }

  #acknowledge(response: ServerResponse, batch: ContractMessage[]): void {
    this.acknowledged.push(...batch);
    const answer = {
      success: true,
      accepted: batch.length,
      duplicates: 0,
      rejected: [],
      offset: "o",
      durability: "disk",
    };
    response.writeHead(200, { ...CORS, "content-type": "application/json" }).end(JSON.stringify(answer));
  }
}

/** The messages of a request; undefined when it broke off. */
async function readBatch(request: IncomingMessage): Promise<ContractMessage[] | undefined> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const body: { batch: ContractMessage[] } = JSON.parse(
      (request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw).toString("utf8"),
    );
    return body.batch;
  } catch {
    return undefined;
  }
}
