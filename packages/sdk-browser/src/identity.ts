import { randomUuid } from "@rapport/sdk-core";
import { attempt } from "./attempt.ts";
import { readValue, writeValue } from "./storage.ts";

/** A visit ends after this time without events. */
const SESSION_IDLE_MS = 30 * 60_000;
/** The time of the last event is written at most this often: storage is synchronous and shared by all tabs. */
const SESSION_WRITE_MS = 5_000;

const IDENTITY_KEY = "rapport_id";
const SESSION_KEY = "rapport_session";

/** Who the visitor is, and in which visit; shared by all tabs of the site. */
export class Identity {
  anonymousId = "";
  userId: string | undefined;
  #sessionId = "";
  #lastEventMs = 0;
  #writtenMs = 0;

  constructor() {
    this.#read(readValue(IDENTITY_KEY));
    if (!this.anonymousId) this.reset();
    const [id = "", lastMs] = readValue(SESSION_KEY)?.split(" ") ?? [];
    this.#sessionId = id;
    this.#lastEventMs = Number(lastMs) || 0;
    // Another tab identified or reset the visitor.
    addEventListener("storage", (event) => event.key === IDENTITY_KEY && this.#read(event.newValue));
  }

  /** Remembers the user. Another user on the same device starts with an anonymousId of their own. */
  identify(userId: string): void {
    if (this.userId && this.userId !== userId) this.anonymousId = randomUuid();
    this.userId = userId;
    this.#write();
  }

  /** Forgets the user and starts a new anonymous person in a new visit. */
  reset(): void {
    this.anonymousId = randomUuid();
    this.userId = undefined;
    this.#lastEventMs = 0;
    this.#write();
  }

  /** Id of the visit that an event at this time belongs to. */
  touchSession(nowMs: number): string {
    if (!this.#sessionId || nowMs - this.#lastEventMs > SESSION_IDLE_MS) {
      this.#sessionId = randomUuid();
      this.#writtenMs = 0;
    }
    this.#lastEventMs = nowMs;
    if (nowMs - this.#writtenMs > SESSION_WRITE_MS) {
      this.#writtenMs = nowMs;
      writeValue(SESSION_KEY, `${this.#sessionId} ${nowMs}`);
    }
    return this.#sessionId;
  }

  #read(text: string | null | undefined): void {
    const stored: unknown = text && attempt(() => JSON.parse(text));
    if (!Array.isArray(stored) || !stored[0]) return;
    this.anonymousId = String(stored[0]);
    this.userId = stored[1] ? String(stored[1]) : undefined;
  }

  #write(): void {
    writeValue(IDENTITY_KEY, JSON.stringify([this.anonymousId, this.userId]));
  }
}
