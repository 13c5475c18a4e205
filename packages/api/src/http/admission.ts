import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { RapportError } from "@rapport/contracts/errors";
import { RefusedShare } from "./refused-share.ts";
import { StandingQueue } from "./standing-queue.ts";
import { TURN_BYTES, TurnQueue } from "./turn-queue.ts";

/**
 * How far the server may be loaded for each kind of work: 1 is the load it was made for. Under load the first kinds give
 * way first, so that what people look at makes room for what must not be lost, and who is who is taken to the last.
 */
const BOUNDS = {
  /** Reads of the product API and the console. */
  read: 0.6,
  /** Above it recommendations are answered from memory, marked as degraded. */
  rich: 0.75,
  /** Messages of workspaces on the free plan. */
  free: 0.8,
  /** Messages. */
  track: 1,
  /** Who is who (identify, alias), and what is answered from memory. */
  last: 1.25,
} as const;

export type Work = keyof typeof BOUNDS;

/** What one process takes on. */
export type AdmissionLimits = {
  /** Bytes of requests under way: bodies as they arrive and inflate, until they are answered. */
  inFlightBytes: number;
  /** Under congestion the room above shrinks, but never below this; more than this that only waits is congestion. */
  inFlightFloorBytes: number;
  /** Room of a process that has not seen load yet; it grows while it is used and answers come in time. */
  inFlightFirstBytes: number;
  /** When even the fastest small request of a tick takes longer from its last byte to its answer, there is congestion. */
  ackTargetMs: number;
  /** Mean delay of the event loop that is congestion, and the time one turn of it may take before it takes no more. */
  loopDelayMs: number;
  /** Bytes on the log that wait to be folded. */
  backlogBytes: number;
  /** Age of the oldest of them. */
  backlogAgeMs: number;
  /** Longest `Retry-After`; each refusal draws from 1 to this, so that senders do not come back at once together. */
  retryAfterSeconds: number;
};

/** What waits on the log. */
export type Backlog = { bytes: number; ageMs: number };

/** Room taken by one request until `release`. */
export type Hold = {
  /** Bytes that arrived. @throws RapportError overloaded when there is no room for them */
  add: (bytes: number) => void;
  /** All has arrived: from here on the request is ours to answer. Resolves when it may be worked on. @throws RapportError overloaded */
  arrived: (bytes: number) => Promise<void> | undefined;
  release: () => void;
};

/** What a request costs besides its bytes: parsing HTTP, checking the key, one commit of its own. */
const REQUEST_BYTES = 8 * 1024;
/** Answers to larger requests take long because of their size and say nothing about congestion. */
const PROBE_BYTES = 64 * 1024;
/** Part of the room for senders whose key is not known yet, so that strangers cannot fill it. */
const UNKNOWN_SHARE = 0.25;
const TICK_MS = 50;
const LOOP_RESOLUTION_MS = 10;
/** With fewer requests under way a long turn of the loop is one large request, not load. */
const BUSY_REQUESTS = 32;
/** What waits on the log changes slowly, and to add it up for each request costs more than to refuse one. */
const BACKLOG_TRUST_MS = 10;
const SHRINK = 0.85;
const GROW = 1.05;
/** Ticks for which congestion is remembered. */
const CONGESTED_TICKS = 20;
/**
 * Bytes that may be in line in overload, with those that the turn of the event loop under way has let in: the work of two turns. A
 * pause of the process makes a line in less time than the room takes to shrink.
 */
const LINE_BYTES = 2 * TURN_BYTES;
/** Part of the least room from which on requests under way wait for each other. */
const WAITING_SHARE = 0.25;
/** Part of the room that must have been full for it to grow. */
const USED = 0.5;
/** After an append that the log refused, messages are refused unread for so long; then one failure refuses again. */
const LOG_REST_MS = 1_000;

/**
 * Decides before a body is read whether a request is taken. The room for requests under way shrinks while more of them only
 * wait than may, or even the fastest is answered late (a standing queue: CoDel, RFC 8289), multiplicatively as TCP does
 * (RFC 5681), and grows back while it is used and they do not: what is taken is answered in time, and the rest is told so at
 * once and asked to come back.
 */
export class Admission {
  readonly limits: AdmissionLimits;
  readonly #backlog: () => Backlog;
  readonly #random: () => number;
  readonly #loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  readonly #timer: NodeJS.Timeout;
  readonly #queue = new StandingQueue();
  readonly #turns = new TurnQueue();
  readonly #refused = new RefusedShare();
  readonly #held = { known: 0, unknown: 0 };
  #roomBytes: number;
  #peakBytes = 0;
  #fastestMs: number | undefined;
  /** Requests under way. */
  #requests = 0;
  /** What the turn of the event loop under way has let in, and since when it takes requests. */
  #turn: { sinceMs: number; bytes: number } | undefined;
  #loopDelayMs = 0;
  #congestedTicks = 0;
  #logRestUntilMs = 0;
  #waiting = { share: 0, untilMs: 0 };

  /** @param random uniform in [0, 1) */
  constructor(limits: AdmissionLimits, backlog: () => Backlog, random: () => number) {
    this.limits = limits;
    this.#backlog = backlog;
    this.#random = random;
    this.#roomBytes = Math.min(limits.inFlightFirstBytes, limits.inFlightBytes);
    this.#loop.enable();
    this.#timer = setInterval(() => this.#adapt(), TICK_MS).unref();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#loop.disable();
  }

  /** For operators: bytes under way, the room for them, and the mean delay of the event loop. */
  state(): { heldBytes: number; roomBytes: number; loopDelayMs: number; pressure: number } {
    return {
      heldBytes: this.#heldBytes(),
      roomBytes: this.#roomBytes,
      loopDelayMs: this.#loopDelayMs,
      pressure: this.#pressure(),
    };
  }

  /** Whether there was congestion a moment ago, and whether so much is under way now that answers wait for each other. */
  congestion(): "none" | "recent" | "now" {
    if (this.#congestedTicks === 0) return "none";
    return this.#heldBytes() > this.limits.inFlightFloorBytes * WAITING_SHARE ? "now" : "recent";
  }

  /** Whether there is no room now for this kind of work. */
  isOver(work: Work): boolean {
    return this.#pressure() > BOUNDS[work];
  }

  /** @throws RapportError overloaded, with when to come back, when there is no room for this kind of work */
  assertRoom(work: Work): void {
    if (!this.isOver(work)) return;
    if (this.#load() > BOUNDS[work]) this.#refused.noteRefused();
    throw this.#overloaded("The server has more work than it can answer in time");
  }

  /** @throws RapportError unavailable while the log refuses to take events: what cannot be kept is not read */
  assertLogTakes(): void {
    if (performance.now() >= this.#logRestUntilMs) return;
    throw new RapportError("unavailable", "The events could not be made durable; send them again", {
      retryAfterSeconds: this.#retryAfterSeconds(),
    });
  }

  /** The log refused an append. */
  noteLogRefusal(): void {
    this.#logRestUntilMs = performance.now() + LOG_REST_MS;
  }

  /**
   * Takes room for a request before its body is read.
   * @param announcedBytes what the request says its body has; 0 when it does not say
   * @throws RapportError overloaded
   */
  open(work: Work, sender: "known" | "unknown", announcedBytes: number): Hold {
    this.assertRoom(work);
    const lane = this.#held;
    const bound = (total: number) => total * BOUNDS[work] * (sender === "unknown" ? UNKNOWN_SHARE : 1);
    const held = () => (sender === "unknown" ? lane.unknown : this.#heldBytes());
    // What is announced must fit, unless nothing else is under way: a large body must not wait for ever.
    if (held() > 0 && held() + REQUEST_BYTES + announcedBytes > bound(this.#room())) {
      if (sender === "known") this.#refused.noteRefused();
      throw this.#overloaded(FULL);
    }
    let startedMs: number | undefined;
    let counted = 0;
    let arrived = 0;
    const count = (more: number) => {
      if (held() + more > bound(this.limits.inFlightBytes)) throw this.#overloaded(FULL);
      lane[sender] += more;
      counted += more;
      this.#peakBytes = Math.max(this.#peakBytes, this.#heldBytes());
    };
    const add = (more: number) => {
      arrived += more;
      if (arrived > counted) count(arrived - counted);
    };
    // Bodies arrive turns after their headers: without their place kept, any number would be let in before the first one.
    // No more than a small body's place, so that few senders who announce much and send nothing keep nobody out.
    const placeBytes = Math.min(announcedBytes, PROBE_BYTES);
    count(placeBytes);
    this.#enterTurn(placeBytes + REQUEST_BYTES);
    this.#requests++;
    if (sender === "known") this.#refused.noteLetIn();
    return {
      add,
      arrived: (size) => {
        startedMs = performance.now();
        add(Math.max(0, size - arrived));
        count(REQUEST_BYTES);
        return this.#turns.enter(size + REQUEST_BYTES);
      },
      release: () => {
        lane[sender] -= counted;
        this.#requests--;
        if (startedMs === undefined || arrived > PROBE_BYTES) return;
        this.#fastestMs = Math.min(this.#fastestMs ?? Number.POSITIVE_INFINITY, performance.now() - startedMs);
      },
    };
  }

  #heldBytes(): number {
    return this.#held.known + this.#held.unknown;
  }

  #room(): number {
    const isProbing = this.#congestedTicks > 0 && this.#queue.isProbing;
    return isProbing ? this.limits.inFlightFloorBytes : this.#roomBytes;
  }

  #pressure(): number {
    return Math.max(this.#load(), this.#waitingShare());
  }

  /** What is under way, as a share of what may be. */
  #load(): number {
    const lineBytes = this.#refused.isOverload ? this.#turns.waitingBytes + (this.#turn?.bytes ?? 0) : 0;
    return Math.max(this.#heldBytes() / this.#room(), this.#turnMs() / this.limits.loopDelayMs, lineBytes / LINE_BYTES);
  }

  /** What waits on the log, as a share of what may. */
  #waitingShare(): number {
    const nowMs = performance.now();
    if (nowMs < this.#waiting.untilMs) return this.#waiting.share;
    const { bytes, ageMs } = this.#backlog();
    const share = Math.max(bytes / this.limits.backlogBytes, ageMs / this.limits.backlogAgeMs);
    this.#waiting = { share, untilMs: nowMs + BACKLOG_TRUST_MS };
    return share;
  }

  /** How long this turn takes requests already: what arrives in it waits for all before it. One slow one is no load. */
  #turnMs(): number {
    if (this.#turn === undefined || this.#requests < BUSY_REQUESTS) return 0;
    return performance.now() - this.#turn.sinceMs;
  }

  #enterTurn(bytes: number): void {
    if (this.#turn === undefined) {
      this.#turn = { sinceMs: performance.now(), bytes: 0 };
      setImmediate(() => {
        this.#turn = undefined;
      });
    }
    this.#turn.bytes += bytes;
  }

  #adapt(): void {
    // A tick without a sample says nothing; a sample counts the time between two, of which the resolution is no delay.
    if (this.#loop.count > 0) this.#loopDelayMs = Math.max(0, this.#loop.mean / 1e6 - LOOP_RESOLUTION_MS);
    this.#loop.reset();
    const { inFlightBytes, inFlightFloorBytes, ackTargetMs, loopDelayMs } = this.limits;
    const waitingBytes = this.#queue.measure(this.#fastestMs, this.#peakBytes);
    const late = (this.#fastestMs ?? 0) > ackTargetMs || this.#loopDelayMs > loopDelayMs;
    this.#congestedTicks = Math.max(0, this.#congestedTicks - 1);
    const congested = late || waitingBytes > inFlightFloorBytes;
    this.#refused.tick();
    if (congested || this.#refused.isOverload) this.#congestedTicks = CONGESTED_TICKS;
    // Room that nobody uses says nothing about what could be answered in time.
    const grows = waitingBytes < inFlightFloorBytes / 2 && this.#peakBytes > this.#roomBytes * USED;
    const room = congested ? Math.min(this.#roomBytes, this.#peakBytes) * SHRINK : this.#roomBytes * (grows ? GROW : 1);
    this.#roomBytes = Math.min(inFlightBytes, Math.max(inFlightFloorBytes, room));
    this.#peakBytes = this.#heldBytes();
    this.#fastestMs = undefined;
  }

  #overloaded(detail: string): RapportError {
    return new RapportError("overloaded", `${detail}; try again`, { retryAfterSeconds: this.#retryAfterSeconds() });
  }

  #retryAfterSeconds(): number {
    return 1 + Math.floor(this.#random() * this.limits.retryAfterSeconds);
  }
}

const FULL = "Too many bytes are in flight";
