import { PLAN_LIMITS } from "@rapport/contracts/tracking-plan";
import type { Database, Store } from "@rapport/store/database";
import type { NewRejectedRow, RejectedCountRow } from "@rapport/store/queries/rejected";
import { addRejectedCounts, countSamples, deleteRejectedBefore, insertRejected } from "@rapport/store/queries/rejected";
import type { NewViolationRow } from "@rapport/store/queries/tracking-plan";
import { addViolations, deleteViolationsBefore } from "@rapport/store/queries/tracking-plan";
import type { Logger } from "../logger.ts";
import { tellError } from "../logger.ts";
import { SampleBudget } from "./sample-budget.ts";
import { toStorableText } from "./to-storable-text.ts";

/** One rejected message; `payload` is called only when a sample of it is kept. */
export type RejectedNote = {
  code: string;
  pointer: string;
  message: string;
  messageId: string | null;
  payload: () => { text: string; truncated: boolean };
};

/** One place at which an event broke its schema; `sample` is called only when one is kept. */
export type ViolationNote = { name: string; pointer: string; message: string; sample: () => string };

const FLUSH_MS = 500;
const RETRY_MS = 5_000;
/** Samples that wait at once, some 8 MB at worst; more are counted only. */
const WAITING_SAMPLES = 2_000;
/** Samples of violations taken between two writes. */
const VIOLATION_SAMPLES = 50;
/** Longest pointer and name in a key of the store, characters: an index entry of Postgres has 2,704 bytes at most. */
const KEY_LENGTH = 300;

type Sift = (tx: Database, rows: readonly NewRejectedRow[]) => Promise<NewRejectedRow[]>;

/**
 * What was refused or found at the door, kept beside the requests: an answer never waits for it. Counts are exact while the
 * process lives; samples are bounded by project, day and reason, so that whoever owns the public key cannot fill the store.
 */
export class IntakeLog {
  readonly #store: Store;
  readonly #log: Logger;
  readonly #sift: Sift;
  readonly #budget = new SampleBudget();
  #counts = new Map<string, RejectedCountRow>();
  #samples: NewRejectedRow[] = [];
  #violations = new Map<string, NewViolationRow>();
  #violationSamples = 0;
  /** Places of the current day, by project; those of days before are forgotten. */
  readonly #places = new Map<string, { day: string; names: Set<string> }>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** @param sift leaves out samples of people who are suppressed */
  constructor(store: Store, log: Logger, sift: Sift = async (_, rows) => [...rows]) {
    this.#store = store;
    this.#log = log;
    this.#sift = sift;
  }

  /** Counts rejected messages and keeps samples of them. */
  noteRejected(projectId: string, nowMs: number, notes: readonly RejectedNote[]): void {
    const receivedAt = new Date(nowMs).toISOString();
    const day = receivedAt.slice(0, 10);
    for (const { code, pointer, message, messageId, payload } of notes) {
      add(this.#counts, { projectId, day, code, count: 1 });
      if (this.#samples.length >= WAITING_SAMPLES || !this.#budget.take(projectId, day, code)) continue;
      const { text, truncated } = payload();
      this.#samples.push({
        projectId,
        day,
        receivedAt,
        code,
        pointer: toStorableText(pointer),
        message: toStorableText(message),
        messageId: messageId === null ? null : toStorableText(messageId),
        payload: toStorableText(text),
        truncated,
      });
    }
    this.#schedule(FLUSH_MS);
  }

  /** Counts places at which an event broke its schema. */
  noteViolations(projectId: string, nowMs: number, notes: readonly ViolationNote[]): void {
    const lastSeenAt = new Date(nowMs).toISOString();
    const day = lastSeenAt.slice(0, 10);
    for (const note of notes) {
      const name = note.name.slice(0, KEY_LENGTH).toWellFormed();
      const pointer = this.#placeOf(projectId, day, name, toStorableText(note.pointer.slice(0, KEY_LENGTH)));
      const key = JSON.stringify([projectId, day, name, pointer]);
      const known = this.#violations.get(key);
      if (known) known.count++;
      if (known) continue;
      const sampled = this.#violationSamples++ < VIOLATION_SAMPLES;
      const sample = sampled ? toStorableText(note.sample()) : "";
      const message = toStorableText(note.message);
      this.#violations.set(key, { projectId, day, name, pointer, count: 1, message, sample, lastSeenAt });
    }
    this.#schedule(FLUSH_MS);
  }

  /** Writes what is waiting; on failure the counts wait for the next try. Resolves when the try is over. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** Forgets what is older than it is kept for. */
  async deleteOld(projectId: string, beforeMs: number): Promise<void> {
    const day = new Date(beforeMs).toISOString().slice(0, 10);
    await deleteRejectedBefore(this.#store.db, projectId, day);
    await deleteViolationsBefore(this.#store.db, projectId, day);
  }

  /** The pointer to count under: none once the day's places are too many, because a sender can make up any number. */
  #placeOf(projectId: string, day: string, name: string, pointer: string): string {
    let places = this.#places.get(projectId);
    if (places?.day !== day) {
      places = { day, names: new Set() };
      this.#places.set(projectId, places);
    }
    const place = JSON.stringify([name, pointer]);
    if (places.names.has(place)) return pointer;
    if (places.names.size >= PLAN_LIMITS.countedPlaces) return "";
    places.names.add(place);
    return pointer;
  }

  #schedule(afterMs: number): void {
    this.#timer ??= setTimeout(() => void this.flush(), afterMs).unref();
  }

  /** Samples that fit beside what is stored: this process may not be the first of the day. */
  async #withinBudget(tx: Database, samples: readonly NewRejectedRow[]): Promise<NewRejectedRow[]> {
    for (const { projectId, day } of samples) {
      if (this.#budget.isSeeded(projectId, day)) continue;
      this.#budget.seed(projectId, day, await countSamples(tx, projectId, day));
    }
    return samples.filter(({ projectId, day, code }) => !this.#budget.isOverdrawn(projectId, day, code));
  }

  async #write(): Promise<void> {
    const [counts, samples, violations] = [this.#counts, this.#samples, this.#violations];
    if (counts.size + samples.length + violations.size === 0) return;
    this.#counts = new Map();
    this.#samples = [];
    this.#violations = new Map();
    this.#violationSamples = 0;
    try {
      await this.#store.withTransaction(async (tx) => {
        await addRejectedCounts(tx, [...counts.values()]);
        await insertRejected(tx, await this.#sift(tx, await this.#withinBudget(tx, samples)));
        await addViolations(tx, [...violations.values()]);
      });
    } catch (error) {
      this.#log.warn("Rejected messages could not be noted", { error: tellError(error) });
      for (const row of counts.values()) add(this.#counts, row);
      this.#samples.unshift(...samples.slice(0, Math.max(0, WAITING_SAMPLES - this.#samples.length)));
      for (const [key, row] of violations) addViolation(this.#violations, key, row);
      this.#schedule(RETRY_MS);
    }
  }
}

function add(counts: Map<string, RejectedCountRow>, row: RejectedCountRow): void {
  const key = `${row.projectId} ${row.day} ${row.code}`;
  const known = counts.get(key);
  if (known) known.count += row.count;
  else counts.set(key, { ...row });
}

function addViolation(violations: Map<string, NewViolationRow>, key: string, row: NewViolationRow): void {
  const known = violations.get(key);
  if (known) known.count += row.count;
  else violations.set(key, row);
}
