import type { ComputedTrait, PutComputedTrait, TraitDefinition } from "@rapport/contracts/computed-traits";
import { TRAIT_LIMITS } from "@rapport/contracts/computed-traits";
import { RapportError } from "@rapport/contracts/errors";
import { formatUuid, newId, uuidv7Bytes } from "@rapport/contracts/ids";
import type { Database } from "@rapport/store/database";
import type { ComputedTraitRow } from "@rapport/store/queries/computed-traits";
import {
  bumpTraitVersion,
  getFirstSeq,
  holdEventWrites,
  insertTrait,
  listTraitRows,
  updateTrait,
} from "@rapport/store/queries/computed-traits";
import { readStoreSeq } from "@rapport/store/queries/events";
import type { Context } from "../context.ts";
import { asksForTrait, requireUnasked, reworkSegments } from "../segments/rework-segments.ts";
import { toComputedTrait } from "./to-computed-trait.ts";

/** SQLSTATE of a lock that was not given in time. */
const LOCK_NOT_AVAILABLE = "55P03";

/**
 * Defines a computed trait. Events that are stored from here on are folded as they come; those before by the backfill,
 * and until that is done no value is shown.
 * @throws RapportError `conflict` when the key is taken, `invalid_body` beyond 100 traits
 */
export async function createComputedTrait(ctx: Context, input: PutComputedTrait): Promise<ComputedTrait> {
  return changeTraits(ctx, async (tx, rows) => {
    requireFreeKey(rows, input.key);
    if (rows.length >= TRAIT_LIMITS.traits) throw tooMany();
    const at = new Date(ctx.now());
    const id = newId("computedTrait", ctx.now(), ctx.randomBytes(10));
    const row: ComputedTraitRow = {
      ...input,
      ...(await beginState(ctx, tx)),
      projectId: ctx.projectId,
      id,
      createdAt: at,
      updatedAt: at,
    };
    await insertTrait(tx, row);
    return row;
  });
}

/**
 * Changes a computed trait. Another definition is added up anew from the stored events; another key or description
 * changes no value.
 * @throws RapportError `not_found`; `conflict` when the key is another trait's, or a segment asks for the one that it was
 */
export async function updateComputedTrait(
  ctx: Context,
  { id, ...input }: PutComputedTrait & { id: string },
): Promise<ComputedTrait> {
  return changeTraits(ctx, async (tx, rows) => {
    const row = rows.find((trait) => trait.id === id);
    if (!row) throw new RapportError("not_found", `There is no computed trait “${id}” in this project`);
    requireFreeKey(
      rows.filter((trait) => trait !== row),
      input.key,
    );
    if (row.key !== input.key) await requireUnasked(tx, ctx.projectId, row.key, asksForTrait(row.key));
    const same = isSame(row.definition, input.definition);
    const state = same ? {} : await beginState(ctx, tx);
    if (!same) await reworkSegments(tx, ctx, ctx.projectId, asksForTrait(row.key));
    const change = { ...input, ...state, updatedAt: new Date(ctx.now()) };
    await updateTrait(tx, row, change);
    return { ...row, ...change };
  });
}

/** Runs a change with the traits as they are, while nobody stores events. */
async function changeTraits(
  ctx: Context,
  change: (tx: Database, rows: ComputedTraitRow[]) => Promise<ComputedTraitRow>,
): Promise<ComputedTrait> {
  try {
    const row = await ctx.store.withTransaction(async (tx) => {
      await holdEventWrites(tx);
      await bumpTraitVersion(tx, ctx.projectId);
      return change(tx, await listTraitRows(tx, ctx.projectId));
    });
    ctx.segments.announce({ changes: 0, dueMs: ctx.now() });
    return toComputedTrait(ctx.traits, row, 0);
  } catch (error) {
    if (Reflect.get(Object(error), "code") !== LOCK_NOT_AVAILABLE) throw error;
    const detail = "Events are being stored without a pause; try again in a moment";
    throw new RapportError("unavailable", detail, { cause: error });
  }
}

/** Values of a new definition: all events up to now are the backfill's, and nobody stores one in this moment. */
async function beginState(ctx: Context, tx: Database) {
  const fromSeq = await getFirstSeq(tx, ctx.projectId);
  const throughSeq = fromSeq === 0 ? 0 : await readStoreSeq(tx);
  return {
    stateId: formatUuid(uuidv7Bytes(ctx.now(), ctx.randomBytes(10))),
    // Without any event there is nothing to wait for.
    status: fromSeq === 0 ? ("active" as const) : ("backfilling" as const),
    fromSeq,
    throughSeq,
    cursorSeq: Math.max(0, fromSeq - 1),
  };
}

function requireFreeKey(rows: readonly ComputedTraitRow[], key: string): void {
  if (!rows.some((row) => row.key === key)) return;
  const message = `“${key}” is the key of another computed trait; choose a new one`;
  throw new RapportError("conflict", message, { fields: [{ pointer: "/key", message }] });
}

function tooMany(): RapportError {
  const message = `The project has ${TRAIT_LIMITS.traits} computed traits already; delete one that is not used`;
  return new RapportError("invalid_body", message, { fields: [{ pointer: "", message }] });
}

/** Whether two definitions say the same; jsonb has an order of keys of its own. */
function isSame(a: TraitDefinition, b: TraitDefinition): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  const sorted = entries.sort(([x], [y]) => (x < y ? -1 : 1));
  return `{${sorted.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join()}}`;
}
