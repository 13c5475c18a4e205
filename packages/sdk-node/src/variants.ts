import type { Assignment } from "@rapport/contracts/experiments";
import type { Person } from "./inputs.ts";

/** What a variant is asked for: the name of an experiment, and whom it is about. */
export type VariantInput = Person & { experiment: string };

export type VariantOptions = {
  /** Longest time until the answer. Default 500 ms. */
  timeoutMs?: number;
  /** Tell that the person really sees it, once in 30 minutes. Default true; false only to look. */
  expose?: boolean;
};

/** How long an answer is used again: a stopped experiment goes on for this long at most. */
const TRUST_MS = 30_000;
/** As long as a visit lasts without events. */
const EXPOSED_MS = 30 * 60_000;
/** People, and exposures, that are remembered; the oldest are forgotten, which costs a question or a repeated exposure. */
const REMEMBERED = 10_000;

/** Name of the variant of those who are kept untreated. */
const HOLDOUT = "holdout";

type Ask = (person: Person, timeoutMs: number) => Promise<Assignment[]>;
type Known = { untilMs: number; answer: Promise<Assignment[]> };

/** Variants of people: asked for once in a while, and each exposure told once. */
export class Variants {
  readonly #ask: Ask;
  readonly #now: () => number;
  readonly #expose: (person: Person, assignment: Assignment) => void;
  readonly #known = new Map<string, Known>();
  readonly #exposed = new Map<string, number>();

  constructor(ask: Ask, expose: (person: Person, assignment: Assignment) => void, now: () => number) {
    this.#ask = ask;
    this.#expose = expose;
    this.#now = now;
  }

  /** The variant; undefined for who takes no part or is held out. @throws what asking throws */
  async get({ experiment, ...person }: VariantInput, { timeoutMs = 500, expose = true }: VariantOptions) {
    const key = JSON.stringify([person.anonymousId, person.userId]);
    const assignments = await this.#lookUp(key, person, timeoutMs);
    const found = assignments.find((one) => one.experiment === experiment);
    if (!found) return undefined;
    if (expose) this.#tell(`${key} ${found.experimentId}`, person, found);
    return found.variant === HOLDOUT ? undefined : found.variant;
  }

  #lookUp(key: string, person: Person, timeoutMs: number): Promise<Assignment[]> {
    const nowMs = this.#now();
    const known = this.#known.get(key);
    if (known && known.untilMs > nowMs) return known.answer;
    const answer = this.#ask(person, timeoutMs);
    remember(this.#known, key, { untilMs: nowMs + TRUST_MS, answer });
    answer.catch(() => this.#known.delete(key));
    return answer;
  }

  #tell(key: string, person: Person, assignment: Assignment): void {
    const nowMs = this.#now();
    if ((this.#exposed.get(key) ?? 0) > nowMs) return;
    remember(this.#exposed, key, nowMs + EXPOSED_MS);
    this.#expose(person, assignment);
  }
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > REMEMBERED && oldest !== undefined) map.delete(oldest);
}
