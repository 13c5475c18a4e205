import type { ClientErrorCode, Delivery, OutgoingMessage, OverflowPolicy } from "@rapport/sdk-core";
import { encodeMessage } from "@rapport/sdk-core";
import type { Intake } from "./platform.ts";
import { readMessageId } from "./read-message-id.ts";

/** Large enough that its own cost vanishes, small enough that dropping one is a small step. */
const CHUNK_BYTES = 64 * 1024;
/** Chunks kept for the next events; while the queue is full, the one that is dropped is the one that is written next. */
const SPARE_CHUNKS = 16;

type Chunk = { bytes: Buffer; used: number; ends: number[]; next: number };

export type PackedQueueOptions = { maxBytes: number; maxEvents: number; eventBytes: number; overflow: OverflowPolicy };

/**
 * Holds the events that the queue has no room for as bytes outside of the JavaScript heap, in the order of the calls. As
 * objects they would cost twice their bytes, and the garbage collector would let them grow to several times that before
 * it takes the dropped ones away. `drop-oldest` drops a chunk of events at once and reports it once.
 */
export class PackedQueue implements Intake {
  readonly #delivery: Delivery;
  readonly #options: PackedQueueOptions;
  readonly #chunks: Chunk[] = [];
  readonly #spare: Chunk[] = [];
  #bytes = 0;
  #feeding = false;
  waiting = 0;
  dropped = 0;

  constructor(delivery: Delivery, options: PackedQueueOptions) {
    this.#delivery = delivery;
    this.#options = options;
  }

  get crowded(): boolean {
    return this.#bytes * 2 > this.#options.maxBytes || this.waiting * 2 > this.#options.maxEvents;
  }

  enqueue(message: OutgoingMessage): void {
    if (this.waiting === 0 && !this.#delivery.crowded) this.#delivery.enqueue(message);
    else this.#pack(message);
  }

  feed(): void {
    if (this.#feeding) return;
    this.#feeding = true;
    while (this.waiting > 0 && !this.#delivery.crowded) {
      const text = this.#shift(readText);
      if (text !== undefined) this.#delivery.enqueueText(readMessageId(text) ?? "", text);
    }
    this.#feeding = false;
  }

  close(): void {
    while (this.waiting > 0) this.#dropChunk("not_delivered", "the client was closed before these were delivered");
  }

  #pack(message: OutgoingMessage): void {
    const { text, sanitised } = encodeMessage(message);
    const id = message.messageId;
    if (sanitised) this.#delivery.report("value_left_out", "an event held a value that JSON cannot carry", [id]);
    const bytes = Buffer.byteLength(text);
    // Too large: refusing and reporting it is the queue's part.
    if (bytes > this.#options.eventBytes) this.#delivery.enqueueText(id, text);
    else if (this.#makeRoom(bytes)) this.#append(text, bytes);
    else this.#drop([id], "queue_full", "the queue is full");
  }

  #makeRoom(bytes: number): boolean {
    const { maxBytes, maxEvents, overflow } = this.#options;
    const isFull = () => this.#bytes + bytes > maxBytes || this.waiting >= maxEvents;
    while (isFull() && overflow === "drop-oldest" && this.waiting > 0)
      this.#dropChunk("queue_full", "the queue is full");
    return !isFull();
  }

  #append(text: string, bytes: number): void {
    let chunk = this.#chunks.at(-1);
    if (!chunk || chunk.used + bytes > chunk.bytes.length) {
      chunk = this.#spare.pop() ?? { bytes: Buffer.allocUnsafeSlow(CHUNK_BYTES), used: 0, ends: [], next: 0 };
      this.#chunks.push(chunk);
    }
    chunk.bytes.write(text, chunk.used);
    chunk.used += bytes;
    chunk.ends.push(chunk.used);
    this.#bytes += bytes;
    this.waiting++;
  }

  /** Takes the oldest event out, as what `read` makes of its bytes. */
  #shift(read: (bytes: Buffer, start: number, end: number) => string): string | undefined {
    const chunk = this.#chunks[0];
    const end = chunk?.ends[chunk.next];
    if (!chunk || end === undefined) {
      this.#forgetFirst();
      return undefined;
    }
    const start = chunk.ends[chunk.next - 1] ?? 0;
    chunk.next++;
    this.#bytes -= end - start;
    this.waiting--;
    const text = read(chunk.bytes, start, end);
    if (chunk.next === chunk.ends.length) this.#forgetFirst();
    return text;
  }

  #forgetFirst(): void {
    const chunk = this.#chunks.shift();
    if (!chunk || this.#spare.length >= SPARE_CHUNKS) return;
    this.#spare.push(Object.assign(chunk, { used: 0, ends: [], next: 0 }));
  }

  #dropChunk(code: ClientErrorCode, message: string): void {
    const [first] = this.#chunks;
    const ids: string[] = [];
    while (first && this.#chunks[0] === first && this.waiting > 0) ids.push(this.#shift(readId) ?? "");
    this.#drop(ids, code, message);
  }

  #drop(ids: string[], code: ClientErrorCode, message: string): void {
    this.dropped += ids.length;
    this.#delivery.report(code, message, ids);
  }
}

/** The id stands within this many bytes of the end unless a caller chose a very long one. */
const TAIL_BYTES = 128;

function readText(bytes: Buffer, start: number, end: number): string {
  return bytes.toString("utf8", start, end);
}

/** Without making a text of the whole event: a full queue does this for every event that comes. */
function readId(bytes: Buffer, start: number, end: number): string {
  const tail = bytes.toString("utf8", Math.max(start, end - TAIL_BYTES), end);
  return readMessageId(tail) ?? readMessageId(readText(bytes, start, end)) ?? "";
}
