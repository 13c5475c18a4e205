import type { TableCounts } from "@rapport/store/queries/table-upkeep";
import { analyzeTable, listTables, vacuumTable } from "@rapport/store/queries/table-upkeep";
import type { Services } from "../context.ts";

/** Rows that a table may gain or lose besides a share of its own before it is looked after. */
const FEW_ROWS = 100;
/** Dead rows for each living one from which their room is given back: at leisure, and whatever else is to be done. */
const DEAD_SHARE = { quiet: 0.2, busy: 1 };

/** Transactions after which a table's rows are marked as older than all others: what autovacuum waits for as well. */
const MOST_AGE = 200_000_000;

/**
 * Keeps the planner's statistics in step with tables that grow. A plan that is made for an empty table is remembered and read
 * by all of a project's rows later, so a table is analysed whenever it has changed by half: a new one several times in its first
 * minutes, when the database's own autovacuum has not come by yet. On the embedded engine, which has no autovacuum, the room of
 * dead rows is given back, too, from the catalog's tables as well; while it is busy only from tables that are half dead, for others wait
 * meanwhile.
 * @returns the tables that were looked after
 */
export async function tendTables(
  { store }: Services,
  isQuiet: boolean,
): Promise<{ analyzed: string[]; vacuumed: string[] }> {
  const tables = await listTables(store.db);
  const stale = tables.filter(
    ({ isCatalog, changedRows, liveRows }) => !isCatalog && changedRows > FEW_ROWS + liveRows / 2,
  );
  const share = isQuiet ? DEAD_SHARE.quiet : DEAD_SHARE.busy;
  const isHoley = ({ deadRows, liveRows, age }: TableCounts) =>
    deadRows > FEW_ROWS + liveRows * share || (isQuiet && age > MOST_AGE);
  const holey = store.engine === "pglite" ? tables.filter(isHoley) : [];
  for (const table of stale) await analyzeTable(store, table);
  for (const table of holey) await vacuumTable(store.db, table);
  return { analyzed: stale.map(({ name }) => name), vacuumed: holey.map(({ name }) => name) };
}
