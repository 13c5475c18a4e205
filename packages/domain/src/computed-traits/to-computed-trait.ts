import type { ComputedTrait } from "@rapport/contracts/computed-traits";
import type { ComputedTraitRow } from "@rapport/store/queries/computed-traits";
import type { TraitBook } from "./trait-book.ts";

/** A trait as the API shows it. */
export function toComputedTrait(book: TraitBook, row: ComputedTraitRow, people: number): ComputedTrait {
  const { bucketMs } = book.compile(row.stateId, row.definition);
  const { id, key, description, definition, status } = row;
  return {
    id,
    key,
    description,
    definition,
    status,
    progress: progressOf(row),
    people,
    bucketMinutes: bucketMs === undefined ? null : bucketMs / 60_000,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function progressOf({ status, fromSeq, cursorSeq, throughSeq }: ComputedTraitRow): number {
  if (status === "active" || throughSeq <= fromSeq) return 1;
  return Math.max(0, Math.min(1, (cursorSeq - fromSeq) / (throughSeq - fromSeq)));
}
