import { listMergedProfiles, listTrainingEvents } from "@rapport/store/queries/training-events";
import type { Context } from "../../context.ts";
import { extractInteractions } from "../extract-interactions.ts";
import { networkOf } from "../network-of.ts";
import type { TrainingData } from "./interaction-table.ts";
import { InteractionTable } from "./interaction-table.ts";
import { readJudgedBeside } from "./read-judged-beside.ts";

const DAY_MS = 86_400_000;
/** What is learned from. */
const BOUNDS = {
  /** What is older tells little about today's taste. */
  days: 365,
  /** The latest ones: some 100 MB, and minutes of training. */
  interactions: 5_000_000,
  perPerson: 1_000,
  page: 5_000,
} as const;

/**
 * Reads what people did with items, from the latest on. With a catalog, only its items count: names that somebody made
 * up would cost time and take places. Strangers count as far as known people make likely what they say.
 * @param onRead told how many interactions were found so far
 */
export async function readTrainingData(
  ctx: Context,
  signal: AbortSignal,
  onRead: (interactions: number) => void,
): Promise<TrainingData> {
  const { store, projectId } = ctx;
  await ctx.recommenders.ready(projectId);
  const catalogued = new Set(ctx.recommenders.get(projectId).recommender.cataloguedIds());
  const merged = await listMergedProfiles(store.db, projectId);
  const intoOf = new Map(merged.map(({ id, into }) => [id, into ?? id]));
  const table = new InteractionTable(BOUNDS.perPerson);
  const since = new Date(ctx.now() - BOUNDS.days * DAY_MS);
  let beforeSeq: number | undefined;
  for (;;) {
    signal.throwIfAborted();
    const rows = await listTrainingEvents(store.db, { projectId, beforeSeq, since, limit: BOUNDS.page });
    for (const { profileId, name, timestamp, properties, ...sender } of rows) {
      for (const { itemId } of extractInteractions({ type: "track", name, payload: { properties } })) {
        if (catalogued.size > 0 && !catalogued.has(itemId)) continue;
        table.add(intoOf.get(profileId) ?? profileId, itemId, timestamp.getTime(), networkOf(sender));
      }
    }
    onRead(table.count);
    beforeSeq = rows.at(-1)?.seq;
    if (rows.length < BOUNDS.page || table.count >= BOUNDS.interactions) break;
  }
  const { personIds, ...data } = table.finish();
  return { ...data, beside: await readJudgedBeside(ctx, personIds, data.itemIds) };
}
