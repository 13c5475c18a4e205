import { readFileSync } from "node:fs";
import type { Delivery, OutgoingMessage } from "@rapport/sdk-core";
import { encodeMessage } from "@rapport/sdk-core";
import type { Intake } from "../platform.ts";
import { parseMessageId } from "../read-message-id.ts";
import { OwnerFolder, projectFolder } from "./owner-folder.ts";
import { Segment } from "./segment.ts";

export type SpoolOptions = {
  folder: string;
  /** Bound of all files, bytes. */
  maxBytes: number;
  /** Largest event, bytes; a larger one is the queue's to refuse. */
  eventBytes: number;
  host: string;
  writeKey: string;
};

/** A file is removed when all its events are settled; until then a crash sends those that were settled again. */
const SEGMENT_BYTES = 1024 * 1024;
const SIGN_OF_LIFE_MS = 15_000;
const NEWLINE = 10;

/**
 * Keeps every event on disk until it is settled. While the queue has room, an event goes to the disk and to the queue;
 * from then on to the disk only, and comes back in order when room is there again, so that memory stays bounded by the
 * queue and the loss by the disk.
 */
export class Spool implements Intake {
  readonly #delivery: Delivery;
  readonly #options: SpoolOptions;
  readonly #folder: OwnerFolder;
  readonly #timer: NodeJS.Timeout;
  /** Files whose events are on disk only, oldest first; the last one may be the one that is written. */
  readonly #unread: Segment[] = [];
  #current: Segment | undefined;
  #currentSpills = false;
  #read: { segment: Segment; lines: string[]; next: number } | undefined;
  #bytes = 0;
  #failing = false;
  #feeding = false;
  waiting = 0;
  readonly dropped = 0;

  constructor(delivery: Delivery, options: SpoolOptions) {
    this.#delivery = delivery;
    this.#options = options;
    this.#folder = new OwnerFolder(projectFolder(options.folder, options.host, options.writeKey));
    this.#guard(() => this.#folder.create());
    this.#timer = setInterval(() => this.#signLife(), SIGN_OF_LIFE_MS).unref();
    this.#claim();
  }

  get crowded(): boolean {
    return this.#failing ? this.#delivery.crowded : this.#bytes * 2 > this.#options.maxBytes;
  }

  enqueue(message: OutgoingMessage): void {
    const { text, sanitised } = encodeMessage(message);
    const id = message.messageId;
    if (sanitised) this.#delivery.report("value_left_out", "an event held a value that JSON cannot carry", [id]);
    const bytes = Buffer.byteLength(text);
    const spills = this.#isSpilling() || this.#delivery.crowded;
    const segment = bytes > this.#options.eventBytes ? undefined : this.#write(text, bytes, spills);
    if (!segment) this.#delivery.enqueueText(id, text);
    else if (!spills) this.#delivery.enqueueText(id, text, segment.hold());
    else {
      segment.waiting++;
      this.waiting++;
    }
  }

  feed(): void {
    if (this.#feeding || !this.#isSpilling()) return;
    this.#feeding = true;
    while (!this.#delivery.crowded && this.#guard(() => this.#feedNext()));
    this.#feeding = false;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#guard(() => {
      this.#current?.seal();
      this.#folder.leave();
      return true;
    });
  }

  #isSpilling(): boolean {
    return this.#unread.length > 0 || this.#read !== undefined;
  }

  /** Puts one event on disk; undefined when the disk is full or refuses. */
  #write(text: string, bytes: number, spills: boolean): Segment | undefined {
    const written = this.#guard(() => {
      // Once full, it takes events again when a tenth is free: a change at every event would be reported each time.
      const limit = this.#options.maxBytes * (this.#failing ? 0.9 : 1);
      if (this.#bytes + bytes > limit) throw new Error(`the spool is full: ${this.#options.maxBytes} bytes`);
      if (this.#currentSpills !== spills || (this.#current?.bytes ?? 0) > SEGMENT_BYTES) this.#seal();
      const segment = this.#current ?? this.#openSegment(spills);
      segment.append(text);
      this.#failing = false;
      return segment;
    });
    // A failed write may have left half a line: nothing may follow it in that file.
    if (!written) this.#guard(() => this.#seal());
    return written || undefined;
  }

  #openSegment(spills: boolean): Segment {
    const segment = new Segment(this.#folder.nextPath(), this.#countBytes);
    this.#current = segment;
    this.#currentSpills = spills;
    if (spills) this.#unread.push(segment);
    return segment;
  }

  #seal(): void {
    const segment = this.#current;
    this.#current = undefined;
    if (segment) segment.seal();
  }

  /** Moves one event from the disk into the queue; false when there is none. */
  #feedNext(): boolean {
    this.#read ??= this.#readNext();
    if (!this.#read) return false;
    const { segment, lines, next } = this.#read;
    const line = lines[next];
    if (line === undefined) {
      this.#read = undefined;
      this.waiting -= segment.waiting;
      segment.waiting = 0;
      segment.removeIfSettled();
      return true;
    }
    this.#read.next++;
    if (line === "") return true;
    segment.waiting--;
    this.waiting--;
    const id = parseMessageId(line);
    if (id === undefined) this.#delivery.report("spool_failed", "a damaged event on disk was left out", []);
    else this.#delivery.enqueueText(id, line, segment.hold());
    return true;
  }

  #readNext(): { segment: Segment; lines: string[]; next: number } | undefined {
    const segment = this.#unread.shift();
    if (!segment) return undefined;
    if (segment === this.#current) this.#seal();
    return { segment, lines: readFileSync(segment.path, "utf8").split("\n"), next: 0 };
  }

  #claim(): void {
    this.#guard(() => {
      for (const path of this.#folder.claimOrphans()) {
        const content = readFileSync(path);
        const segment = new Segment(path, this.#countBytes);
        segment.adopt(content.length, countLines(content));
        this.waiting += segment.waiting;
        this.#unread.push(segment);
      }
      return true;
    });
    // The host application gets its client before the first of these can fail or answer.
    setImmediate(() => this.feed()).unref();
  }

  #signLife(): void {
    if (!this.#folder.touch()) this.#rewrite();
    this.#claim();
  }

  /** The folder is gone, with whoever took it: what waits here is written again. It may arrive twice, but not never. */
  #rewrite(): void {
    this.#guard(() => {
      this.#folder.create();
      this.#seal();
      const segment = this.#openSegment(true);
      for (const text of this.#delivery.pendingTexts()) {
        segment.append(text);
        segment.waiting++;
        this.waiting++;
      }
      return true;
    });
  }

  readonly #countBytes = (change: number): void => {
    this.#bytes += change;
  };

  /** Runs something that the disk may refuse: reported once until a write succeeds again; the client goes on without it. */
  #guard<T>(run: () => T): T | undefined {
    try {
      return run();
    } catch (cause) {
      if (!this.#failing) this.#delivery.report("spool_failed", String(cause), [], { cause });
      this.#failing = true;
      return undefined;
    }
  }
}

/** Events of a file; a line without an end was not written whole and still counts, so that its loss is reported. */
function countLines(content: Buffer): number {
  let count = 0;
  for (let at = content.indexOf(NEWLINE); at >= 0; at = content.indexOf(NEWLINE, at + 1)) count++;
  return content.length > 0 && content[content.length - 1] !== NEWLINE ? count + 1 : count;
}
