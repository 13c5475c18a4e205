import type { Logger } from "@rapport/domain/logger";
import { tellError } from "@rapport/domain/logger";
import type { Span } from "./span.ts";
import { toOtlp } from "./span.ts";

/** Where spans go: an OTLP collector by HTTP. */
export type OtlpSetting = { url: string; headers: Readonly<Record<string, string>>; service: string };

/** How long spans are gathered, how many wait at most, and how long a collector may take. */
const [GATHER_MS, MOST_WAITING, TIMEOUT_MS] = [1_000, 4_096, 5_000];

/** Sends spans in batches beside the work. A collector that is away costs traces and nothing else; what is left out is counted in the log. */
export class SpanExporter {
  readonly #setting: OtlpSetting;
  readonly #log: Logger;
  #waiting: Span[] = [];
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();

  constructor(setting: OtlpSetting, log: Logger) {
    this.#setting = setting;
    this.#log = log;
  }

  add(span: Span): void {
    if (this.#waiting.length >= MOST_WAITING) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(span);
    this.#timer ??= setTimeout(() => void this.flush(), GATHER_MS).unref();
  }

  /** Sends what waits; resolves when it was taken, or given up. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending = this.#sending.then(() => this.#send());
    return this.#sending;
  }

  async #send(): Promise<void> {
    const spans = this.#waiting.splice(0);
    if (spans.length === 0) return;
    const { url, headers, service } = this.#setting;
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { ...headers, "Content-Type": "application/json" },
        body: JSON.stringify(toOtlp(service, spans)),
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: "error",
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`The collector answered ${response.status}`);
    } catch (error) {
      this.#dropped += spans.length;
      this.#log.warn("Traces could not be sent", { dropped: this.#dropped, error: tellError(error) });
    }
  }
}
