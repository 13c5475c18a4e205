import type { LiveMessage } from "@rapport/contracts/events";
import type { LiveEnd, LiveNotice } from "@rapport/contracts/live";
import { LIVE_LIMITS } from "@rapport/contracts/live";
import type { SeqWindow } from "@rapport/domain/realtime/seq-window";
import { formatStreamId } from "./stream-id.ts";

/** One thing to write: its text, and the id to resume after it. */
export type LiveEntry = { id?: string; data: string };

/** Where a session writes to: a stream of server-sent events or a WebSocket. */
export type LiveSink = {
  /** Answers whether the reader keeps up; if not, `resume` of the session is called once it does. */
  write(entry: LiveEntry): boolean;
  heartbeat(): void;
  /** Says why, and closes. */
  end(reason: LiveEnd): void;
};

type Waiting = { seq: number | undefined; settled: number; data: string };

export type LiveSessionOptions = {
  sink: LiveSink;
  /** What the reader has already. */
  sent: SeqWindow;
  settledSeq: () => number;
  /** Characters that may wait. */
  maxWaiting: number;
  /** True: live messages wait until `release`, because older ones are written first. */
  held: boolean;
};

/**
 * What is on its way to one reader. An event that is both read from the store and published is written once. A reader that falls
 * behind is waited for to a bound, and then disconnected by name: it resumes by id. Notices are not queued but merged.
 */
export class LiveSession {
  readonly #options: LiveSessionOptions;
  /** Made when something is first noticed: most readers wait for long, and sets are large. */
  #noticed: Set<string> | undefined;
  #waiting: Waiting[] = [];
  #waitingChars = 0;
  #isReady = true;
  #flushing = false;
  #held: boolean;
  #noticeTimer: NodeJS.Timeout | undefined;
  #resumed: PromiseWithResolvers<void> | undefined;
  isOver = false;

  constructor(options: LiveSessionOptions) {
    this.#options = options;
    this.#held = options.held;
  }

  /** A live message; its text is given because it is the same for every reader. */
  push(message: LiveMessage, data: string): void {
    if (this.isOver) return;
    const seq = message.kind === "event" ? message.event.seq : undefined;
    this.#waiting.push({ seq, settled: Math.min(seq ?? 0, this.#options.settledSeq()), data });
    this.#waitingChars += data.length;
    this.#flush();
    if (this.#waitingChars > this.#options.maxWaiting) this.end("too_slow");
  }

  /** Something that has no number: whoever resumes is told all of it anew. */
  tell(data: string): void {
    if (this.isOver) return;
    this.#waiting.push({ seq: undefined, settled: 0, data });
    this.#waitingChars += data.length;
    this.#flush();
    if (this.#waitingChars > this.#options.maxWaiting) this.end("too_slow");
  }

  /** An older event; resolves when the next one may be written. */
  async replay(seq: number, settled: number, data: string): Promise<void> {
    while (!this.#isReady && !this.isOver) {
      this.#resumed ??= Promise.withResolvers();
      await this.#resumed.promise;
    }
    if (!this.isOver) this.#write({ seq, settled, data });
  }

  /** Something changed in a channel: told at once, and then at most every `noticeMs`. */
  notice(channel: string): void {
    if (this.isOver) return;
    this.#noticed ??= new Set();
    this.#noticed.add(channel);
    if (this.#noticeTimer) return;
    this.#tellNotices();
  }

  /** What was held goes out. */
  release(): void {
    this.#held = false;
    this.#flush();
  }

  /** The reader keeps up again. */
  resume(): void {
    this.#isReady = true;
    this.#resumed?.resolve();
    this.#resumed = undefined;
    this.#flush();
  }

  heartbeat(): void {
    if (this.#isReady && !this.isOver) this.#options.sink.heartbeat();
  }

  /** Ends the stream from this side. */
  end(reason: LiveEnd): void {
    if (this.isOver) return;
    this.leave();
    this.#options.sink.end(reason);
  }

  /** The reader is gone. */
  leave(): void {
    this.isOver = true;
    this.#waiting = [];
    clearTimeout(this.#noticeTimer);
    this.#resumed?.resolve();
  }

  #flush(): void {
    // A sink may ask for more while it is written to: the loop that runs goes on by itself.
    if (this.#held || this.#flushing) return;
    this.#flushing = true;
    let taken = 0;
    for (; taken < this.#waiting.length && this.#isReady && !this.isOver; taken++) {
      const next = this.#waiting[taken];
      if (!next) break;
      this.#waitingChars -= next.data.length;
      this.#write(next);
    }
    this.#waiting.splice(0, taken);
    this.#flushing = false;
  }

  /** Once this is written, the reader has all up to `settled`: what came before it was published, and written, before it. */
  #write({ seq, settled, data }: Waiting): void {
    const { sent } = this.#options;
    if (seq === undefined) this.#give({ data });
    else if (sent.admit(seq)) {
      sent.settle(settled);
      this.#give({ data, id: formatStreamId(sent) });
    }
  }

  /** Full before it writes: a sink that has room again while it is written to says so by `resume`, which must count. */
  #give(entry: LiveEntry): void {
    this.#isReady = false;
    if (this.#options.sink.write(entry)) this.#isReady = true;
  }

  #tellNotices(): void {
    this.#noticeTimer = undefined;
    if (this.isOver || !this.#noticed?.size) return;
    // A reader that is behind gets them later, each once.
    if (this.#isReady) {
      for (const channel of this.#noticed) {
        const notice: LiveNotice = { kind: "changed", channel };
        this.#give({ data: JSON.stringify(notice) });
      }
      this.#noticed.clear();
    }
    this.#noticeTimer = setTimeout(() => this.#tellNotices(), LIVE_LIMITS.noticeMs).unref();
  }
}
