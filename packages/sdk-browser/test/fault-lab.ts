import type { Answer } from "@rapport/sdk-core";
import { vi } from "vitest";
import type { Delivery } from "../src/delivery.ts";
import { enqueue } from "../src/delivery.ts";

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
  /** Ids that the server has. */
  readonly received = new Set<string>();
  readonly tracked: string[] = [];
  readonly requests: Request[] = [];
  readonly problems: string[] = [];
  underway = 0;
  mostUnderway = 0;

  /** Time and chance of the page are the lab's from here on, until `leave`. */
  constructor(random: () => number) {
    vi.useFakeTimers({ now: 1_000_000, toFake: ["Date", "setTimeout", "clearTimeout"] });
    vi.spyOn(Math, "random").mockImplementation(random);
  }

  readonly delivery: Delivery = {
    settings: {},
    publicKey: "pk",
    report: (code) => this.problems.push(code),
    onChange: () => {},
    decided: "granted",
    sendBody: (body) => this.#send(body),
    held: [],
    letters: 0,
    waiters: [],
    maxBytes: 60_000,
    inFlight: 0,
    failures: 0,
    untilMs: 0,
  };

  get timers(): number {
    return vi.getTimerCount();
  }

  get lines(): string[] {
    return this.delivery.held.map((entry) => entry.line);
  }

  leave(): void {
    vi.useRealTimers();
    vi.restoreAllMocks();
  }

  track(count: number, bytes: number): void {
    for (let i = 0; i < count; i++) {
      const id = `m${this.tracked.length}`;
      this.tracked.push(id);
      enqueue(this.delivery, id, JSON.stringify({ messageId: id, text: "x".repeat(bytes) }));
    }
  }

  /** Lets time pass, timer by timer, with everything that each of them causes. */
  async advance(ms: number): Promise<void> {
    await settle();
    await vi.advanceTimersByTimeAsync(ms);
    await settle();
  }

  async #send(body: string): Promise<Answer> {
    const ids: string[] = JSON.parse(body).batch.map((message: { messageId: string }) => message.messageId);
    const { fault } = this;
    this.requests.push({ atMs: Date.now(), ids, bytes: Buffer.byteLength(body), fault });
    this.mostUnderway = Math.max(this.mostUnderway, ++this.underway);
    if (fault !== "refused") await new Promise<void>((resolve) => setTimeout(resolve, LATENCY_MS));
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
