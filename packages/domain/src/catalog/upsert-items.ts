import type { CatalogItem } from "@rapport/contracts/catalog";
import type { ProblemField } from "@rapport/contracts/errors";
import { RapportError } from "@rapport/contracts/errors";
import { readEmbeddingLength, upsertCatalogItems } from "@rapport/store/queries/catalog";
import type { Context } from "../context.ts";

/**
 * Adds or replaces items; they can be recommended when this resolves. The last of two with one id wins.
 * @throws RapportError invalid_body naming each item whose vector is not as long as the project's others
 */
export async function upsertItems(ctx: Context, input: { items: readonly CatalogItem[] }): Promise<number> {
  const items = [...new Map(input.items.map((item) => [item.id, item])).values()];
  await ctx.store.withTransaction(async (tx) => {
    const length = firstLength(items);
    if (length !== undefined) {
      const faults = findLengthFaults(input.items, (await readEmbeddingLength(tx, ctx.projectId)) ?? length);
      if (faults[0])
        throw new RapportError("invalid_body", `${faults[0].pointer}: ${faults[0].message}`, { fields: faults });
    }
    await upsertCatalogItems(tx, ctx.projectId, items);
  });
  ctx.recommenders.setItems(ctx.projectId, items);
  return items.length;
}

function firstLength(items: readonly CatalogItem[]): number | undefined {
  return items.find(({ embedding }) => embedding !== null)?.embedding?.length;
}

/** Vectors of two lengths cannot be compared, and come from two models or two settings of one. */
function findLengthFaults(items: readonly CatalogItem[], length: number): ProblemField[] {
  return items.flatMap(({ embedding }, index) =>
    embedding === null || embedding.length === length
      ? []
      : [
          {
            pointer: `/items/${index}/embedding`,
            message: `has ${embedding.length} numbers where this project's vectors have ${length}; to change the model, send every item without a vector first`,
          },
        ],
  );
}
