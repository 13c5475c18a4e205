import { LIVE_LIMITS } from "@rapport/contracts/live";
import type { LiveSession } from "./live-session.ts";
import { OpeningGate } from "./opening-gate.ts";

/** How long a stream may go on. */
export type LiveTerm = {
  /** Milliseconds since the epoch. */
  expiresMs: number;
  /** Whether the key or the session behind it is in force. */
  isAlive: () => Promise<boolean>;
};

/** All live streams of a process. One timer for all: signs of life, and the end of those whose token or key has ended. */
export class LiveConnections {
  /** What streams need of the store before they open goes through here. */
  readonly opening = new OpeningGate();
  readonly #terms = new Map<LiveSession, LiveTerm>();
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #checking: "no" | "once" | "again" = "no";

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Answers the function that takes the stream off the list. */
  add(session: LiveSession, term: LiveTerm): () => void {
    this.#terms.set(session, term);
    this.#timer ??= setInterval(() => void this.#beat(), LIVE_LIMITS.heartbeatMs).unref();
    return () => {
      this.#terms.delete(session);
      if (this.#terms.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  /**
   * Ends those whose key or session has just ended; without it each is looked at with its next sign of life. Asked for again and
   * again, it looks once more after the look that is under way.
   */
  async check(): Promise<void> {
    if (this.#checking !== "no") {
      this.#checking = "again";
      return;
    }
    do {
      this.#checking = "once";
      for (const [session, { isAlive }] of this.#terms) if (!(await isAlive())) session.end("revoked");
    } while (this.#isAskedAgain());
    this.#checking = "no";
  }

  #isAskedAgain(): boolean {
    return this.#checking === "again";
  }

  async #beat(): Promise<void> {
    const nowMs = this.#now();
    for (const [session, { expiresMs, isAlive }] of this.#terms) {
      if (expiresMs <= nowMs) session.end("expired");
      else if (await isAlive()) session.heartbeat();
      else session.end("revoked");
    }
  }
}
