import type { CatalogItem } from "@rapport/contracts/catalog";
import { RapportError } from "@rapport/contracts/errors";
import { getCatalogItems } from "@rapport/store/queries/catalog";
import { listItems } from "../catalog/list-items.ts";
import type { Context } from "../context.ts";
import { popularityOfSegment } from "../recommendations/segment-popularity.ts";

/** Items that an audience turns to which are looked at. */
const CANDIDATES = 20;

/**
 * What a campaign is about: what its audience turns to most of what can be bought now; where nobody has turned to anything, the first
 * item of the catalog that can.
 * @throws RapportError invalid_body when the catalog has nothing to advertise
 */
export async function chooseItem(ctx: Context, segmentId: string): Promise<CatalogItem> {
  const popularity = await popularityOfSegment(ctx, segmentId);
  const ids = [...popularity].toSorted(([, left], [, right]) => right - left).map(([id]) => id);
  const known = await getCatalogItems(ctx.store.db, ctx.projectId, ids.slice(0, CANDIDATES));
  const byId = new Map(known.map((item) => [item.id, item]));
  const wanted = ids.map((id) => byId.get(id)).find((item) => item && isOffered(item));
  if (wanted) return wanted;
  const { data } = await listItems(ctx, { limit: 100 });
  const first = data.find(isOffered);
  if (first) return first;
  const message = "The catalog has nothing that can be advertised: add items first";
  throw new RapportError("invalid_body", `/itemIds: ${message}`, { fields: [{ pointer: "/itemIds", message }] });
}

/** Can be bought, and people can be led to it. */
function isOffered({ available, stock, url }: CatalogItem): boolean {
  return available && stock !== 0 && url !== null;
}
