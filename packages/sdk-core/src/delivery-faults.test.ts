import fc from "fast-check";
import { expect, test } from "vitest";
import { TestBench } from "../test/test-bench.ts";
import type { OutgoingMessage } from "./build-message.ts";
import type { Answer } from "./read-answer.ts";

/** Schedules per run; `npm run test:faults:sdk -- --seeds 2000` tries more of them. */
const SEEDS = Number(process.env.FAULT_SEEDS ?? 150);
/** Same seed, same schedules; without one those of the whole run's seed. */
const SEED = process.env.FAULT_SEED ? { seed: Number(process.env.FAULT_SEED) } : {};

const QUEUE_EVENTS = 40;
const QUEUE_BYTES = 6_000;
const EVENT_BYTES = 800;
const BATCH_BYTES = 2_000;
const MAX_IN_FLIGHT = 3;
/** Longer than every pause that a schedule can ask for, and the repeats after it. */
const HEAL_MS = 900_000;

/** How the server answers from now on. */
type Manner = { status: number; text: string; retryAfter: string | null; delayMs: number };
type Step =
  | { kind: "track"; count: number; length: number; character: string }
  | { kind: "advance"; ms: number }
  | { kind: "flush"; ms: number }
  | { kind: "hurry" }
  | { kind: "server"; manner: Manner };

const HEALTHY: Manner = { status: 200, text: "", retryAfter: null, delayMs: 0 };

const manner = fc.record<Manner>({
  status: fc.constantFrom(0, 200, 200, 400, 408, 413, 429, 500, 503),
  text: fc.constantFrom(
    "",
    "",
    '{"success":true,"rejected":[]}',
    "<html>",
    '{"succ',
    '{"rejected":[{"index":0,"code":"c"}]}',
  ),
  retryAfter: fc.constantFrom(null, null, "0", "3", "400", "soon"),
  delayMs: fc.constantFrom(0, 0, 5, 400),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("track"),
      count: fc.integer({ min: 1, max: 15 }),
      length: fc.integer({ min: 0, max: 900 }),
      // One, two, three and four bytes of UTF-8, and half a character, which JSON writes in six letters.
      character: fc.constantFrom("x", "é", "漢", "😀", "\ud83d"),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("advance"), ms: fc.constantFrom(1, 50, 100, 700, 5_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("flush"), ms: fc.constantFrom(1, 100, 3_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("hurry") }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("server"), manner }) },
);

/** A client on a clock of its own, a server that does as the schedule says, and what each of them knows. */
class FaultRun {
  readonly tracked: string[] = [];
  readonly acknowledged: string[] = [];
  readonly rejected: string[] = [];
  flushed = 0;
  flushes = 0;
  readonly bench: TestBench;
  #manner = HEALTHY;
  #underWay = 0;

  constructor(overflow: "drop-oldest" | "drop-newest" | "block") {
    this.bench = new TestBench({
      send: ({ parts, bytes }) => {
        expect(bytes).toBe(Buffer.byteLength(parts.join("")));
        return this.#send(parts.join(""), bytes);
      },
      overflow,
      queueEvents: QUEUE_EVENTS,
      queueBytes: QUEUE_BYTES,
      eventBytes: EVENT_BYTES,
      batchEvents: 7,
      batchBytes: BATCH_BYTES,
      flushAt: 7,
      maxInFlight: MAX_IN_FLIGHT,
    });
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case "track":
        for (let index = 0; index < step.count; index++)
          this.#track(step.character.repeat(step.length / step.character.length));
        break;
      case "advance":
        await this.bench.advance(step.ms);
        break;
      case "flush":
        this.flushes++;
        void this.bench.delivery.flush(step.ms).then(() => this.flushed++);
        break;
      case "hurry":
        this.bench.delivery.hurry();
        break;
      case "server":
        this.#manner = step.manner;
    }
  }

  async heal(): Promise<void> {
    this.#manner = HEALTHY;
    await this.bench.advance(HEAL_MS);
  }

  /** Ids that the client reported as lost, with repeats. */
  lost(): string[] {
    const codes = ["queue_full", "batch_refused", "event_too_large"];
    return this.bench.errors.filter((error) => codes.includes(error.code)).flatMap((error) => error.messageIds);
  }

  #track(event: string): void {
    const messageId = `m${this.tracked.length}`;
    this.tracked.push(messageId);
    this.bench.track({ messageId, event });
  }

  async #send(text: string, bytes: number): Promise<Answer> {
    const { status, text: answer, retryAfter, delayMs } = this.#manner;
    this.#underWay++;
    expect(this.#underWay).toBeLessThanOrEqual(MAX_IN_FLIGHT);
    if (delayMs > 0) await new Promise<void>((resolve) => this.bench.environment.startTimer(resolve, delayMs));
    this.#underWay--;
    const messages: OutgoingMessage[] = JSON.parse(text).batch;
    expect(bytes <= BATCH_BYTES || messages.length === 1).toBe(true);
    for (const message of messages) expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThanOrEqual(EVENT_BYTES);
    const understood = status === 200 && !["<html>", '{"succ'].includes(answer);
    if (understood) this.#acknowledge(messages, answer.includes('"index":0'));
    return { status, text: answer, retryAfter };
  }

  #acknowledge(messages: OutgoingMessage[], withoutFirst: boolean): void {
    const ids = messages.map((message) => message.messageId);
    if (withoutFirst) this.rejected.push(...ids.slice(0, 1));
    this.acknowledged.push(...(withoutFirst ? ids.slice(1) : ids));
  }
}

test("no schedule of faults loses an event in silence, sends an acknowledged one again, or breaks a bound", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 40 }),
      fc.constantFrom("drop-oldest", "drop-newest", "block"),
      async (steps, overflow) => {
        const run = new FaultRun(overflow);
        const { delivery } = run.bench;
        for (const step of steps) {
          await run.take(step);
          const { queued, delivered, rejected, dropped, pending } = delivery.stats;
          expect(queued).toBe(run.tracked.length);
          expect(delivered + rejected + dropped + pending).toBe(queued);
          expect(pending).toBeLessThanOrEqual(QUEUE_EVENTS);
          expect(Buffer.byteLength(delivery.pendingTexts().join(""))).toBeLessThanOrEqual(QUEUE_BYTES);
        }
        await run.heal();
        const settled = [...run.acknowledged, ...run.rejected, ...run.lost()];
        expect(settled.sort()).toEqual([...run.tracked].sort());
        expect(delivery.stats).toMatchObject({
          pending: 0,
          dropped: run.lost().length,
          delivered: run.acknowledged.length,
        });
        expect(run.flushed).toBe(run.flushes);
        expect(run.bench.timers).toBe(0);
      },
    ),
    { numRuns: SEEDS, ...SEED },
  );
});
