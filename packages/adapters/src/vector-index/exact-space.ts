import type { VectorLabels, VectorMatch, VectorQuery } from "@rapport/ports/vector-index";
import type { VectorChange } from "./vector-rows.ts";

/** Multiplications between two turns of the event loop: about 4 ms. */
const TURN_MULTIPLICATIONS = 4_000_000;

/** All vectors of one space side by side, to be compared with another. */
export class ExactSpace {
  readonly #dimension: number;
  readonly #places = new Map<string, number>();
  readonly #ids: string[] = [];
  readonly #labels: VectorLabels[] = [];
  #values = new Float32Array(0);

  constructor(dimension: number) {
    this.#dimension = dimension;
  }

  get sizeBytes(): number {
    return this.#values.byteLength + this.#ids.length * 200;
  }

  /** Takes a change in; the same one again changes nothing. */
  apply({ id, vector, labels }: VectorChange): void {
    if (!vector) {
      this.#remove(id);
      return;
    }
    const place = this.#places.get(id) ?? this.#ids.length;
    this.#places.set(id, place);
    this.#ids[place] = id;
    this.#labels[place] = labels;
    this.#reserve(this.#ids.length);
    this.#values.set(vector, place * this.#dimension);
  }

  /** Compares all with the query: O(n × dimension + n log limit). Other work of the process comes between. */
  async query({ vector, limit, where }: VectorQuery): Promise<VectorMatch[]> {
    const best = new TopMatches(limit, this.#ids);
    const wanted = Object.entries(where ?? {});
    const turn = Math.max(1, Math.floor(TURN_MULTIPLICATIONS / this.#dimension));
    for (let from = 0; from < this.#ids.length; from += turn) {
      if (from > 0) await new Promise(setImmediate);
      const end = Math.min(this.#ids.length, from + turn);
      for (let place = from; place < end; place++) {
        if (wanted.length > 0 && !this.#hasLabels(place, wanted)) continue;
        best.offer(place, this.#dot(place, vector));
      }
    }
    return best
      .sorted()
      .map(({ place, score }) => ({ id: this.#ids[place] ?? "", score, labels: this.#labels[place] ?? {} }));
  }

  #dot(place: number, vector: Float32Array): number {
    const values = this.#values;
    const from = place * this.#dimension;
    let sum = 0;
    // The hot loop: the bounds hold by construction, `?? 0` would cost a third of its speed.
    for (let i = 0; i < vector.length; i++) sum += (values[from + i] as number) * (vector[i] as number);
    return sum;
  }

  #hasLabels(place: number, wanted: readonly (readonly [string, readonly string[]])[]): boolean {
    const labels = this.#labels[place] ?? {};
    return wanted.every(([name, values]) => {
      const value = labels[name];
      return value !== undefined && values.includes(value);
    });
  }

  /** The last entry takes the place of the one that goes. */
  #remove(id: string): void {
    const place = this.#places.get(id);
    if (place === undefined) return;
    const last = this.#ids.length - 1;
    const moved = this.#ids[last] ?? "";
    this.#ids[place] = moved;
    this.#labels[place] = this.#labels[last] ?? {};
    this.#places.set(moved, place);
    this.#places.delete(id);
    this.#values.copyWithin(place * this.#dimension, last * this.#dimension, (last + 1) * this.#dimension);
    this.#ids.length = last;
    this.#labels.length = last;
  }

  #reserve(entries: number): void {
    const needed = entries * this.#dimension;
    if (needed <= this.#values.length) return;
    const grown = new Float32Array(Math.max(needed, Math.ceil(this.#values.length * 1.5), 64 * this.#dimension));
    grown.set(this.#values);
    this.#values = grown;
  }
}

/** The highest scores so far, in a heap whose root is the lowest of them. */
class TopMatches {
  readonly #limit: number;
  readonly #ids: readonly string[];
  readonly #heap: { place: number; score: number }[] = [];

  constructor(limit: number, ids: readonly string[]) {
    this.#limit = limit;
    this.#ids = ids;
  }

  offer(place: number, score: number): void {
    const heap = this.#heap;
    const entry = { place, score };
    if (heap.length < this.#limit) {
      heap.push(entry);
      this.#rise(heap.length - 1);
    } else if (heap[0] && this.#isBelow(heap[0], entry)) {
      heap[0] = entry;
      this.#sink();
    }
  }

  sorted(): { place: number; score: number }[] {
    return [...this.#heap].sort((a, b) => (this.#isBelow(a, b) ? 1 : -1));
  }

  /** Lower score; of equal ones the later id, so that an answer does not depend on the order of writing. */
  #isBelow(a: { place: number; score: number }, b: { place: number; score: number }): boolean {
    if (a.score !== b.score) return a.score < b.score;
    return (this.#ids[a.place] ?? "") > (this.#ids[b.place] ?? "");
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfBelow(at, parent)) return;
      at = parent;
    }
  }

  #sink(): void {
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const [a, b] = [this.#heap[left], this.#heap[right]];
      const child = a && b && this.#isBelow(b, a) ? right : left;
      if (!this.#swapIfBelow(child, at)) return;
      at = child;
    }
  }

  #swapIfBelow(child: number, parent: number): boolean {
    const [a, b] = [this.#heap[child], this.#heap[parent]];
    if (!a || !b || !this.#isBelow(a, b)) return false;
    this.#heap[child] = b;
    this.#heap[parent] = a;
    return true;
  }
}
