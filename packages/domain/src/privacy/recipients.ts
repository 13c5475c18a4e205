import type { ExportRecipient } from "@rapport/contracts/person-export";

/** Adds up what was sent: as many entries as there are addresses and kinds of messages, however much was sent. */
export class Recipients {
  readonly #known = new Map<string, ExportRecipient>();

  add(kind: ExportRecipient["kind"], sent: { to: unknown; what: unknown; at: unknown }): void {
    const [to, what, at] = [String(sent.to), String(sent.what), new Date(String(sent.at)).toISOString()];
    const key = JSON.stringify([kind, to, what]);
    const { times, firstAt, lastAt } = this.#known.get(key) ?? { times: 0, firstAt: at, lastAt: at };
    this.#known.set(key, {
      ...{ kind, to, what, times: times + 1 },
      firstAt: at < firstAt ? at : firstAt,
      lastAt: at > lastAt ? at : lastAt,
    });
  }

  list(): ExportRecipient[] {
    return [...this.#known.values()];
  }
}
