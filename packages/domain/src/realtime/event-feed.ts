import { setTimeout as sleep } from "node:timers/promises";
import type { Store } from "@rapport/store/database";
import type { SeqMark } from "@rapport/store/queries/event-horizon";
import { findProjectsAhead, readSeqMark } from "@rapport/store/queries/event-horizon";
import type { EventRecord } from "@rapport/store/queries/events";
import { readEventsAfter } from "@rapport/store/queries/events";
import type { TrainingEventRow } from "@rapport/store/queries/training-events";
import { readTrainingEventsAfter } from "@rapport/store/queries/training-events";
import type { RecordedEvent } from "../events/enriched-event.ts";
import type { Logger } from "../logger.ts";
import { tellError } from "../logger.ts";
import { SeqWindow } from "./seq-window.ts";

export type EventFeedOptions = {
  store: Store;
  log: Logger;
  /** Projects that somebody on this server follows: only their events are read. */
  followed: () => ReadonlySet<string>;
  /** Events that this server stored. */
  onOwn: (projectId: string, recorded: readonly RecordedEvent[]) => void;
  /** True where somebody here follows all events of a project; of others only what models learn from is read. */
  wantsAll: (projectId: string) => boolean;
  /** Events that other servers stored, and own ones of which the commit's answer was lost. */
  onForeign: (projectId: string, rows: readonly (EventRecord | TrainingEventRow)[]) => void;
  /** Every event up to `seq` has been told: nothing before it will come any more. */
  onSettled: (seq: number) => void;
};

const PAGE = 1_000;
/** Rest between two looks: what comes meanwhile is read together. */
const REST_MS = 20;
const START_PAUSE_MS = 20;

/**
 * Tells this server of every event that any server stores, each exactly once. Other servers say that there is something
 * to read; what there is, the store says. Sequence numbers do not come in order when several servers store at once, so
 * the feed reads again from the last number before which nothing can appear any more, and leaves out what it has told.
 */
export class EventFeed {
  readonly #options: EventFeedOptions;
  readonly #told = new SeqWindow();
  #marks: SeqMark[] = [];
  #looking: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #hinted = false;
  #following = false;
  #stopped = false;

  constructor(options: EventFeedOptions) {
    this.#options = options;
  }

  /** Everything up to this number has been told, or was stored before the feed began. */
  get settled(): number {
    return this.#told.settled;
  }

  /** Begins behind all that is stored now; what is being stored at the moment is waited for. */
  async start(): Promise<void> {
    const { store, onSettled } = this.#options;
    const mark = await readSeqMark(store.db);
    for (let now = mark; !isOver(mark, now); now = await readSeqMark(store.db)) await sleep(START_PAUSE_MS);
    this.#told.settle(mark.seq);
    onSettled(mark.seq);
  }

  /** Tells at once what this server has just stored. */
  announce(recorded: readonly RecordedEvent[]): void {
    const fresh = recorded.filter(({ seq }) => this.#told.admit(seq));
    for (const [projectId, entries] of Map.groupBy(fresh, ({ event }) => event.projectId)) {
      this.#options.onOwn(projectId, entries);
    }
  }

  /** Reads what others have stored. Resolves when all that was committed at the time of the call has been told. */
  catchUp(): Promise<void> {
    this.#next ??= this.#looking.then(async () => {
      this.#next = undefined;
      this.#looking = this.#tryLook();
      await this.#looking;
    });
    return this.#next;
  }

  /** Says that there may be something to read: it will be, soon, together with what comes meanwhile. */
  hint(): void {
    this.#hinted = true;
    if (!this.#following) void this.#follow();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await (this.#next ?? this.#looking);
  }

  async #follow(): Promise<void> {
    this.#following = true;
    while (this.#hinted && !this.#stopped) {
      this.#hinted = false;
      await this.catchUp();
      await sleep(REST_MS);
    }
    this.#following = false;
  }

  async #tryLook(): Promise<void> {
    if (this.#stopped) return;
    try {
      await this.#look();
    } catch (error) {
      // Nothing is lost: the next look begins at the same number.
      this.#options.log.warn("Events of other servers could not be read", { error: tellError(error) });
    }
  }

  async #look(): Promise<void> {
    const { store, followed, onSettled } = this.#options;
    const mark = await readSeqMark(store.db);
    const settled = this.#settle(mark);
    const afterSeq = this.#told.settled;
    const projectIds = [...followed()];
    const skip = [...this.#told.beyond];
    const ahead = projectIds.length > 0 ? await findProjectsAhead(store.db, { projectIds, afterSeq, skip }) : [];
    for (const projectId of ahead) await this.#tellProject(projectId, afterSeq, skip);
    this.#told.settle(settled);
    onSettled(settled);
  }

  async #tellProject(projectId: string, afterSeq: number, skip: readonly number[]): Promise<void> {
    const { store, wantsAll, onForeign } = this.#options;
    for (let after = afterSeq; ; ) {
      const all = wantsAll(projectId);
      const page = { projectId, afterSeq: after, limit: PAGE, skip };
      const rows = all ? await readEventsAfter(store.db, page) : await readTrainingEventsAfter(store.db, page);
      // Whoever has begun to follow during the reading hears of all that it might have shown.
      if (!all && wantsAll(projectId)) continue;
      const fresh = rows.filter(({ seq }) => this.#told.admit(seq));
      if (fresh.length > 0) onForeign(projectId, fresh);
      if (rows.length < PAGE) return;
      after = rows.at(-1)?.seq ?? after;
    }
  }

  /**
   * The number up to which all is decided, by the marks taken so far. Rows are read after this, so that they show it.
   */
  #settle(now: SeqMark): number {
    let settled = this.#told.settled;
    this.#marks.push(now);
    while (this.#marks[0] && isOver(this.#marks[0], now)) settled = this.#marks.shift()?.seq ?? settled;
    return Math.max(settled, this.#told.settled);
  }
}

/** Whether no transaction runs any more that ran at the mark. */
function isOver(mark: SeqMark, now: SeqMark): boolean {
  for (const writer of mark.writers) if (now.writers.has(writer)) return false;
  return true;
}
