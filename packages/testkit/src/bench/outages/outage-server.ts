import type { IncomingMessage, ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { LocalServer } from "../../local-server.ts";

/** Ways to be away, until healed. */
export const OUTAGES = ["refused", "reset", "hang", "500", "503", "429", "slow", "truncated"] as const;
export type Outage = (typeof OUTAGES)[number];

const SLOW_MS = 1_000;
/** What each client takes for a success, in one answer. */
const ANSWER = JSON.stringify({ success: true, status: 1, code: 200, rejected: [] });

type Received = { messageId: string; event: string };

/** A tracking server that is away in one way and then is itself again, and keeps what reached it. */
export class OutageServer {
  /** Ids by the name of the event, of every request that was read. */
  readonly ids = new Map<string, Set<string>>();
  /** Names of events that were answered with 200. */
  readonly acknowledged = new Set<string>();
  copies = 0;
  requests = 0;
  /** When a request was first answered as it should be, and last, milliseconds. */
  firstMs = 0;
  lastMs = 0;
  #outage: Outage | undefined;
  readonly #server = new LocalServer((request, response) => void this.#answer(request, response));

  get url(): string {
    return this.#server.origin;
  }

  start(): Promise<void> {
    return this.#server.start();
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  async fail(outage: Outage): Promise<void> {
    this.#outage = outage;
    if (outage === "refused") await this.stop();
  }

  /** Starts again. */
  async heal(): Promise<void> {
    this.#outage = undefined;
    this.firstMs = 0;
    await this.stop();
    await this.start();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on("error", () => {});
    this.requests++;
    const outage = this.#outage;
    if (outage === "reset") return void request.socket.destroy();
    const batch = await readBatch(request);
    for (const { event, messageId } of batch) {
      this.copies++;
      this.ids.set(event, (this.ids.get(event) ?? new Set()).add(messageId));
    }
    if (outage === "hang") return;
    if (outage === "truncated")
      return void response.writeHead(200, { "content-length": "99" }).write("{", () => response.destroy());
    if (outage === "429") return void response.writeHead(429, { "retry-after": "2" }).end("{}");
    if (outage === "500" || outage === "503") return void response.writeHead(Number(outage)).end("{}");
    if (outage === "slow") await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    for (const { event } of batch) this.acknowledged.add(event);
    this.firstMs ||= performance.now();
    response.end(ANSWER, () => {
      this.lastMs = performance.now();
    });
  }
}

/** Each client's own words for a batch, its events, their ids and their names. */
type Batch = { batch?: Wire[]; events?: Wire[] };
type Wire = { messageId?: string; uuid?: string; insert_id?: string; event?: string; event_type?: string };

async function readBatch(request: IncomingMessage): Promise<Received[]> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const { batch, events }: Batch = JSON.parse((raw[0] === 0x1f ? gunzipSync(raw) : raw).toString());
    return (batch ?? events ?? []).map(({ messageId, uuid, insert_id, event, event_type }) => ({
      messageId: messageId ?? uuid ?? insert_id ?? "",
      event: event ?? event_type ?? "",
    }));
  } catch {
    return [];
  }
}
