import type { CatalogItem } from "@rapport/contracts/catalog";

/** An item in memory; the vector stays in the store and in the models. */
export type ShelvedItem = Omit<CatalogItem, "embedding">;

/** A window of validity as milliseconds since the epoch. */
type Window = { fromMs: number; untilMs: number };

/**
 * A project's catalog in memory, and which of it can be had at a moment: what is not available, sold out, not yet or no
 * longer valid is not. Rules read items here, so that no query waits for the store.
 */
export class Shelf {
  readonly items = new Map<string, ShelvedItem>();
  /** Grows with every change of an item or of whether it can be had. */
  version = 0;
  /** Items whose window opens or closes some day. */
  readonly #windows = new Map<string, Window>();
  #nextChangeMs = Number.POSITIVE_INFINITY;

  /** Puts an item on the shelf; answers whether it can be had now. */
  set({ embedding: _, ...item }: CatalogItem, nowMs: number): boolean {
    this.version += 1;
    this.items.set(item.id, item);
    const window = windowOf(item);
    if (window) this.#windows.set(item.id, window);
    else this.#windows.delete(item.id);
    this.#nextChangeMs = Math.min(this.#nextChangeMs, nextChange(window, nowMs));
    return isAvailableAt(item, nowMs);
  }

  delete(id: string): void {
    if (!this.items.delete(id)) return;
    this.version += 1;
    this.#windows.delete(id);
  }

  /** Items whose window has opened or closed by now, since the last call; nearly always none, at no cost. */
  takeDue(nowMs: number): ShelvedItem[] {
    if (nowMs < this.#nextChangeMs) return [];
    const dueMs = this.#nextChangeMs;
    this.#nextChangeMs = Number.POSITIVE_INFINITY;
    const due: ShelvedItem[] = [];
    for (const [id, window] of this.#windows) {
      const item = this.items.get(id);
      if (item && [window.fromMs, window.untilMs].some((ms) => ms >= dueMs && ms <= nowMs)) due.push(item);
      this.#nextChangeMs = Math.min(this.#nextChangeMs, nextChange(window, nowMs));
    }
    if (due.length > 0) this.version += 1;
    return due;
  }
}

/** Whether an item can be had at a moment. */
export function isAvailableAt(item: ShelvedItem, nowMs: number): boolean {
  if (!item.available || item.stock === 0) return false;
  const window = windowOf(item);
  return window === undefined || (nowMs >= window.fromMs && nowMs < window.untilMs);
}

function windowOf({ validFrom, validUntil }: ShelvedItem): Window | undefined {
  if (validFrom === null && validUntil === null) return undefined;
  return {
    fromMs: validFrom === null ? Number.NEGATIVE_INFINITY : Date.parse(validFrom),
    untilMs: validUntil === null ? Number.POSITIVE_INFINITY : Date.parse(validUntil),
  };
}

function nextChange(window: Window | undefined, nowMs: number): number {
  if (window === undefined) return Number.POSITIVE_INFINITY;
  if (window.fromMs > nowMs) return window.fromMs;
  return window.untilMs > nowMs ? window.untilMs : Number.POSITIVE_INFINITY;
}
