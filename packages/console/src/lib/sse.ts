import type { LiveMessage } from "@rapport/contracts/events";
import { liveMessageSchema } from "@rapport/contracts/events";

export type ConnectionState = "connecting" | "live" | "reconnecting" | "stopped";

type LiveListener = {
  /** Messages of one flush, in order of arrival. */
  onMessages?: (messages: LiveMessage[]) => void;
  /** The stream is open again; what was stored meanwhile has to be fetched. */
  onOpen?: () => void;
  /** The stream broke; from here on messages may be missed. */
  onBreak?: () => void;
};

/** Arrivals are handed on at most this often, so that a busy project costs one render per flush and not one per event. */
const FLUSH_MS = 50;
const RETRY_MS = { first: 1_000, last: 15_000 } as const;

/**
 * The one live stream of the console, shared by all screens. EventSource resumes by `Last-Event-ID` after a short
 * break; when it gives up (it does on any status but 200) this opens a new one with growing pauses.
 */
export class LiveConnection {
  readonly #url: string;
  readonly #listeners = new Set<LiveListener>();
  readonly #stateListeners = new Set<() => void>();
  #source: EventSource | undefined;
  #state: ConnectionState = "stopped";
  #pending: LiveMessage[] = [];
  #flushTimer: ReturnType<typeof setTimeout> | undefined;
  #flushedAtMs = Number.NEGATIVE_INFINITY;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #retryMs: number = RETRY_MS.first;

  constructor(url: string) {
    this.#url = url;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  start(): void {
    if (this.#state !== "stopped") return;
    this.#setState("connecting");
    this.#connect();
  }

  stop(): void {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    this.#pending = [];
    this.#source?.close();
    this.#source = undefined;
    this.#setState("stopped");
  }

  listen(listener: LiveListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Arrow functions: useSyncExternalStore takes them without their object. */
  readonly subscribeToState = (listener: () => void): (() => void) => {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  };
  readonly readState = (): ConnectionState => this.#state;

  #connect(): void {
    const source = new EventSource(this.#url);
    this.#source = source;
    source.onopen = () => {
      this.#retryMs = RETRY_MS.first;
      this.#setState("live");
      for (const listener of this.#listeners) listener.onOpen?.();
    };
    source.onmessage = (message: MessageEvent<string>) => this.#take(message.data);
    source.onerror = () => {
      this.#setState("reconnecting");
      this.#flush();
      for (const listener of this.#listeners) listener.onBreak?.();
      if (source.readyState !== EventSource.CLOSED) return;
      this.#retryTimer = setTimeout(() => this.#connect(), this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MS.last);
    };
  }

  #take(text: string): void {
    const message = parseLiveMessage(text);
    if (!message) return;
    this.#pending.push(message);
    // The first arrival after a quiet moment does not wait; those of a burst share a flush.
    this.#flushTimer ??= setTimeout(() => this.#flush(), Math.max(0, this.#flushedAtMs + FLUSH_MS - performance.now()));
  }

  #flush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    if (this.#pending.length === 0) return;
    this.#flushedAtMs = performance.now();
    const messages = this.#pending;
    this.#pending = [];
    for (const listener of this.#listeners) listener.onMessages?.(messages);
  }

  #setState(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const listener of this.#stateListeners) listener();
  }
}

/** A message of the stream, or undefined for one this version of the console does not know. */
export function parseLiveMessage(text: string): LiveMessage | undefined {
  try {
    const parsed = liveMessageSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    console.warn("A live message has an unknown shape and is not shown", parsed.error);
  } catch (error) {
    console.warn("A live message is not JSON and is not shown", error);
  }
  return undefined;
}
