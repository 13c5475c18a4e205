import type { Answer, Environment } from "@rapport/sdk-core";
import { createDelivery } from "../src/delivery.ts";

/** What the network or the server does to a request. `lost` took the events, but its answer never came. */
export type Fault = "ok" | "refused" | "lost" | "503" | "429" | "portal" | "too large" | "cut";

type Request = { atMs: number; ids: string[]; bytes: number; fault: Fault };

/** Seconds of the Retry-After header of a 429. */
export const PAUSE_S = 7;
/** Events in a body from which on the server calls it too large. */
const TOO_MANY = 3;
const LATENCY_MS = 40;

/** The page's delivery on a clock of its own, before a server whose faults the test decides. */
export class FaultLab {
  fault: Fault = "ok";
  nowMs = 1_000_000;
  /** Ids that the server has. */
  readonly received = new Set<string>();
  readonly tracked: string[] = [];
  readonly requests: Request[] = [];
  readonly problems: string[] = [];
  underway = 0;
  mostUnderway = 0;
  #timers: { atMs: number; run: () => void }[] = [];
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  readonly #environment: Environment = {
    now: () => this.nowMs,
    random: () => this.#random(),
    newUuid: () => "00000000-0000-4000-8000-000000000000",
    byteLength: (text) => Buffer.byteLength(text),
    startTimer: (run, delayMs) => {
      const timer = { atMs: this.nowMs + delayMs, run };
      this.#timers.push(timer);
      return () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
      };
    },
  };

  readonly delivery = createDelivery({
    environment: this.#environment,
    writeKey: "pk",
    flushIntervalMs: 500,
    report: (code) => this.problems.push(code),
    onChange: () => {},
    isAllowed: () => true,
    send: (body) => this.#send(body),
  });

  get timers(): number {
    return this.#timers.length;
  }

  track(count: number, bytes: number): void {
    for (let i = 0; i < count; i++) {
      const id = `m${this.tracked.length}`;
      this.tracked.push(id);
      this.delivery.enqueue(id, JSON.stringify({ messageId: id, text: "x".repeat(bytes) }));
    }
  }

  /** Lets time pass, timer by timer, with everything that each of them causes. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.nowMs + ms;
    await settle();
    for (;;) {
      const [next] = this.#timers.filter((timer) => timer.atMs <= untilMs).sort((one, other) => one.atMs - other.atMs);
      if (!next) break;
      this.nowMs = Math.max(this.nowMs, next.atMs);
      this.#timers = this.#timers.filter((other) => other !== next);
      next.run();
      await settle();
    }
    this.nowMs = untilMs;
  }

  async #send(body: string): Promise<Answer> {
    const ids: string[] = JSON.parse(body).batch.map((message: { messageId: string }) => message.messageId);
    const { fault } = this;
    this.requests.push({ atMs: this.nowMs, ids, bytes: Buffer.byteLength(body), fault });
    this.mostUnderway = Math.max(this.mostUnderway, ++this.underway);
    if (fault !== "refused") await new Promise<void>((resolve) => this.#environment.startTimer(resolve, LATENCY_MS));
    this.underway--;
    return this.#answer(fault, ids);
  }

  #answer(fault: Fault, ids: string[]): Answer {
    if (fault === "refused") throw new TypeError("Failed to fetch");
    if (fault === "503") return { status: 503, text: "" };
    if (fault === "429") return { status: 429, text: "", retryAfter: String(PAUSE_S) };
    if (fault === "portal") return { status: 200, text: "<html>Sign in to this network</html>" };
    if (fault === "too large" && ids.length > TOO_MANY) return { status: 413, text: "" };
    for (const id of ids) this.received.add(id);
    if (fault === "lost") throw new TypeError("connection reset");
    if (fault === "cut") return { status: 200, text: '{"success":true,"off' };
    return { status: 200, text: JSON.stringify({ success: true, rejected: [], offset: `o${this.received.size}` }) };
  }
}

/** Lets all pending promises run. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
