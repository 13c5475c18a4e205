import type { ReplayAnswer } from "@rapport/contracts/dead-letters";
import { RapportError } from "@rapport/contracts/errors";
import type { LogBatch, LoggedEvent } from "@rapport/contracts/log";
import type { DeadLetterRow } from "@rapport/store/queries/dead-letters";
import { deleteDeadLetters, markReplayed, selectDeadLetters } from "@rapport/store/queries/dead-letters";
import { findStoredEvents, textOfKey } from "@rapport/store/queries/record-events";
import type { Context } from "../context.ts";
import type { EnrichedEvent } from "./enriched-event.ts";
import { copiesOf, placeEvents, readPlaces } from "./place-events.ts";

/** The event log as a replay needs it. */
export type ReplayLane = {
  append: (batch: LogBatch) => Promise<string>;
  /** Waits until a position is folded; false when `waitMs` passes first. */
  waitFor: (after: string, waitMs: number) => Promise<boolean>;
};

export type ReplayInput = {
  /** One letter; absent = all that match. */
  id?: number | undefined;
  since?: string | undefined;
  code?: string | undefined;
  cursor?: number | undefined;
  limit: number;
  dryRun: boolean;
};

/** How long a replay waits to say what became of its letters. */
const WAIT_MS = 5_000;

/**
 * Puts dead letters back on the event log, as they were: the projector tries them once more. At most once in effect,
 * because messages are de-duplicated by id, however often this is called and wherever it is cut short. A letter is removed
 * when its event is stored, and keeps its new error when it fails again.
 * @throws RapportError not_found when the one that is asked for is not there
 */
export async function replayDeadLetters(ctx: Context, lane: ReplayLane, input: ReplayInput): Promise<ReplayAnswer> {
  const { store, projectId } = ctx;
  const { id, since, code, cursor: afterId, limit } = input;
  const letters = await selectDeadLetters(store.db, { projectId, id, since, code, afterId, limit });
  if (id !== undefined && letters.length === 0) {
    throw new RapportError("not_found", `There is no dead letter ${id}; it may have been replayed and stored already`);
  }
  const last = letters.at(-1);
  const nextCursor = last && letters.length === limit && id === undefined ? last.id : null;
  if (input.dryRun || !last) {
    return { replayed: letters.length, stored: 0, failed: 0, pending: 0, nextCursor };
  }
  const ids = letters.map((letter) => letter.id);
  await markReplayed(store.db, projectId, ids, new Date(ctx.now()));
  for (const batch of toBatches(letters)) await lane.waitFor(await lane.append(batch), WAIT_MS);
  return { replayed: letters.length, ...(await settle(ctx, letters)), nextCursor };
}

async function settle(ctx: Context, letters: readonly DeadLetterRow[]) {
  const { store, projectId } = ctx;
  const messageIds = await findStoredMessages(ctx, letters.map(readEvent));
  const stored = letters.filter((letter) => messageIds.has(readEvent(letter).messageId));
  await deleteDeadLetters(
    store.db,
    projectId,
    stored.map((letter) => letter.id),
  );
  const failedBefore = new Map(letters.map((letter) => [letter.id, letter.failedAt.getTime()]));
  const afterId = (letters[0]?.id ?? 0) - 1;
  const left = await selectDeadLetters(store.db, { projectId, afterId, limit: letters.length });
  const failed = left.filter((letter) => letter.failedAt.getTime() > (failedBefore.get(letter.id) ?? Infinity)).length;
  return { stored: stored.length, failed, pending: letters.length - stored.length - failed };
}

async function findStoredMessages(ctx: Context, events: readonly EnrichedEvent[]): Promise<Set<string>> {
  return ctx.store.withTransaction(async (tx) => {
    const { placed } = await placeEvents(tx, ctx, events, await readPlaces(tx, events));
    const stored = await findStoredEvents(tx, ctx.projectId, placed.flatMap(copiesOf));
    const found = placed.filter((event) => copiesOf(event).some((key) => stored.has(textOfKey(key))));
    return new Set(found.map(({ messageId }) => messageId));
  });
}

/** The log's batches as they were: what came with the request is the same for all events of one. */
function toBatches(letters: readonly DeadLetterRow[]): LogBatch[] {
  const groups = Map.groupBy(letters.map(readEvent), (event) =>
    JSON.stringify([event.trusted, event.actor, event.enrichment.ip, event.userAgent]),
  );
  return [...groups.values()].flatMap((events) => {
    const [first] = events;
    if (!first) return [];
    const { projectId, trusted, actor, enrichment, userAgent } = first;
    return [{ projectId, trusted, actor, ip: enrichment.ip, userAgent, events: events.map(toLogged) }];
  });
}

/** What came with its request or was read from it later; without `charged`, a replay costs no quota. */
const NOT_LOGGED = [
  "projectId",
  "trusted",
  "actor",
  "sessionId",
  "userAgent",
  "enrichment",
  "bytes",
  "charged",
] as const satisfies (keyof EnrichedEvent)[];

function toLogged(event: EnrichedEvent): LoggedEvent {
  const logged: LoggedEvent & Partial<EnrichedEvent> = { ...event };
  for (const field of NOT_LOGGED) delete logged[field];
  return logged;
}

function readEvent(letter: DeadLetterRow): EnrichedEvent {
  const event = JSON.parse(letter.event) as EnrichedEvent; // as: written by addDeadLetter
  // The row says whose it is, whatever the text says.
  return { ...event, projectId: letter.projectId };
}
