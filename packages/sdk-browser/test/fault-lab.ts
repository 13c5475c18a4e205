import type { Answer } from "@rapport/sdk-core";
import { vi } from "vitest";
import type { Delivery } from "../src/delivery.ts";
import { enqueue } from "../src/delivery.ts";

/**
 * What the network or the server does to a request. `lost` took the events, but its answer never came; `rejecting` takes
 * all but the first.
 */
export type Fault = "ok" | "refused" | "lost" | "400" | "503" | "429" | "portal" | "too large" | "cut" | "rejecting";

type Request = { atMs: number; ids: string[]; bytes: number; fault: Fault };

/** Seconds of the Retry-After header of a 429. */
export const PAUSE_S = 7;
/** Events in a body from which on the server calls it too large. */
const TOO_MANY = 3;
const LATENCY_MS = 40;

/** The page's delivery on a clock of its own, before a server whose faults the test decides. */
export class FaultLab {
  fault: Fault = "ok";
  /** Ids that an answer which reached the page whole said were taken, with repeats. */
  readonly acknowledged: string[] = [];
  /** Ids that the client reported as lost, with repeats. */
  readonly lost: string[] = [];
  /** Ids that were sent although they were not to be. */
  readonly sentAgain: string[] = [];
  readonly tracked: string[] = [];
  readonly requests: Request[] = [];
  readonly problems: string[] = [];
  underway = 0;
  mostUnderway = 0;
  /** Ids that must not be sent now: acknowledged, given up or under way. */
  readonly #over = new Set<string>();

  /** Time and chance of the page are the lab's from here on, until `leave`. */
  constructor(random: () => number) {
    vi.useFakeTimers({ now: 1_000_000, toFake: ["Date", "setTimeout", "clearTimeout"] });
    vi.spyOn(Math, "random").mockImplementation(random);
  }

  readonly delivery: Delivery = {
    settings: {},
    publicKey: "pk",
    report: (code, _reason, ids) => {
      this.problems.push(code);
      this.lost.push(...ids);
      for (const id of ids) this.#over.add(id);
    },
    onChange: () => {},
    decided: "granted",
    sendBody: (body) => this.#send(body),
    held: [],
    letters: 0,
    waiters: new Set(),
    maxBytes: 59_900, // and a hundred around the events of a body
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

  track(count: number, length: number, character = "x"): void {
    for (let i = 0; i < count; i++) {
      const id = `m${this.tracked.length}`;
      this.tracked.push(id);
      enqueue(
        this.delivery,
        id,
        JSON.stringify({ messageId: id, text: character.repeat(length / (JSON.stringify(character).length - 2)) }),
      );
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
    this.sentAgain.push(...ids.filter((id) => this.#over.has(id)));
    this.mostUnderway = Math.max(this.mostUnderway, ++this.underway);
    for (const id of ids) this.#over.add(id);
    if (fault !== "refused") await new Promise<void>((resolve) => setTimeout(resolve, LATENCY_MS));
    for (const id of ids) this.#over.delete(id);
    this.underway--;
    return this.#answer(fault, ids);
  }

  #answer(fault: Fault, ids: string[]): Answer {
    if (fault === "refused") throw new TypeError("Failed to fetch");
    if (fault === "400") return { status: 400, text: "{}" };
    if (fault === "503") return { status: 503, text: "" };
    if (fault === "429") return { status: 429, text: "", retryAfter: String(PAUSE_S) };
    if (fault === "portal") return { status: 200, text: "<html>Sign in to this network</html>" };
    if (fault === "too large" && ids.length > TOO_MANY) return { status: 413, text: "" };
    if (fault === "lost") throw new TypeError("connection reset");
    if (fault === "cut") return { status: 200, text: '{"success":true,"off' };
    const rejected = fault === "rejecting" ? [{ index: 0, message: "not wanted" }] : [];
    for (const id of ids.slice(rejected.length)) {
      this.acknowledged.push(id);
      this.#over.add(id);
    }
    return { status: 200, text: JSON.stringify({ success: true, rejected, offset: `o${this.acknowledged.length}` }) };
  }
}

/** Lets all pending promises run. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
