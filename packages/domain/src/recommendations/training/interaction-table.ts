import { trimStrangers } from "@rapport/engine/collaborative/trim-strangers";
import type { JudgedBeside } from "@rapport/engine/training/judge-figures";

/** Interactions as they are read, in columns that grow; persons and items are numbered as they come. */
export class InteractionTable {
  readonly #persons = new Map<string, number>();
  readonly #items = new Map<string, number>();
  readonly #perPerson: number[] = [];
  readonly #maxPerPerson: number;
  #userOf = new Int32Array(1_024);
  #itemOf = new Int32Array(1_024);
  #timesMs = new Float64Array(1_024);
  readonly #networks = new Map([["", 0]]);
  #networkOf = new Int32Array(1_024);
  #count = 0;

  /** @param maxPerPerson later ones of a person who has this many are left out: nobody is worth a thousand others */
  constructor(maxPerPerson: number) {
    this.#maxPerPerson = maxPerPerson;
  }

  get count(): number {
    return this.#count;
  }

  /** @param network that it came from, where nobody vouches for the person */
  add(personId: string, itemId: string, timestampMs: number, network?: string): void {
    const person = numberOf(this.#persons, personId);
    const own = (this.#perPerson[person] ?? 0) + 1;
    if (own > this.#maxPerPerson) return;
    this.#perPerson[person] = own;
    if (this.#count === this.#userOf.length) this.#grow();
    this.#userOf[this.#count] = person;
    this.#itemOf[this.#count] = numberOf(this.#items, itemId);
    this.#timesMs[this.#count] = timestampMs;
    this.#networkOf[this.#count] = network === undefined ? -1 : numberOf(this.#networks, network);
    this.#count += 1;
  }

  /** What was added and counts, in the reverse order: it was read from the latest to the oldest. */
  finish() {
    const table = {
      users: this.#persons.size,
      items: this.#items.size,
      userOf: this.#userOf.slice(0, this.#count).reverse(),
      itemOf: this.#itemOf.slice(0, this.#count).reverse(),
      timesMs: this.#timesMs.slice(0, this.#count).reverse(),
    };
    const networkOf = this.#networkOf.slice(0, this.#count).reverse();
    return {
      personIds: [...this.#persons.keys()],
      itemIds: [...this.#items.keys()],
      table: trimStrangers(table, networkOf),
    };
  }

  #grow(): void {
    const [userOf, itemOf, timesMs, networkOf] = [this.#userOf, this.#itemOf, this.#timesMs, this.#networkOf];
    this.#userOf = new Int32Array(userOf.length * 2);
    this.#itemOf = new Int32Array(itemOf.length * 2);
    this.#timesMs = new Float64Array(timesMs.length * 2);
    this.#networkOf = new Int32Array(networkOf.length * 2);
    this.#networkOf.set(networkOf);
    this.#userOf.set(userOf);
    this.#itemOf.set(itemOf);
    this.#timesMs.set(timesMs);
  }
}

/** What a training run learns from, and what it is judged by. */
export type TrainingData = Omit<ReturnType<InteractionTable["finish"]>, "personIds"> & { beside: JudgedBeside };

function numberOf(numbers: Map<string, number>, id: string): number {
  const known = numbers.get(id);
  if (known !== undefined) return known;
  numbers.set(id, numbers.size);
  return numbers.size - 1;
}
