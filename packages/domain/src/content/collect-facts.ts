import type { CatalogItem } from "@rapport/contracts/catalog";
import type { ContentBrief } from "@rapport/contracts/content";
import { RapportError } from "@rapport/contracts/errors";
import { getCatalogItems } from "@rapport/store/queries/catalog";
import type { Context } from "../context.ts";
import type { Fact } from "./fact.ts";
import { retrieveFacts } from "./retrieve-facts.ts";

/** What a text is written from. */
export type WritingMaterial = {
  subject: { name: string; category: string | null; price: string | null };
  facts: Fact[];
};

/** Longest that the whole description of an item is a fact; of a longer one, its first sentences. */
const DESCRIPTION_LENGTH = 300;

/**
 * Gathers what may be stated: the brief's facts, those of the catalog, and what the project's documents say of the subject.
 * @throws RapportError invalid_body when an item is not there, or nothing says what it is about
 */
export async function collectFacts(ctx: Context, brief: ContentBrief): Promise<WritingMaterial> {
  const items = await getCatalogItems(ctx.store.db, ctx.projectId, brief.itemIds);
  const byId = new Map(items.map((item) => [item.id, item]));
  // In the brief's order: the first one is the subject.
  const ordered = brief.itemIds.map((id, at) => {
    return byId.get(id) ?? refuse(`/itemIds/${at}`, `The catalog has no item “${id}”`);
  });
  const [first] = ordered;
  const name = brief.subject ?? first?.name;
  if (name === undefined) refuse("/subject", "Say what it is about: an item of the catalog, or a subject");
  const retrieved = await retrieveFacts(ctx, name);
  return {
    subject: { name, category: first?.categories.at(-1) ?? null, price: first ? formatPrice(first) : null },
    facts: [...brief.facts.map((text) => ({ text, source: "brief" })), ...ordered.flatMap(factsOf), ...retrieved],
  };
}

function factsOf(item: CatalogItem): Fact[] {
  const source = `catalog:${item.id}`;
  const price = formatPrice(item);
  const texts = [item.name, ...sentencesOf(item.description), ...item.categories, ...(price ? [price] : [])];
  const attributes = Object.entries(item.attributes).map(([name, value]) => `${name}: ${[value].flat().join(", ")}`);
  return [...texts, ...attributes].map((text) => ({ text, source }));
}

function sentencesOf(description: string): string[] {
  const sentences = description.match(/[^.!?\n]+[.!?]?/gu)?.map((sentence) => sentence.trim()) ?? [];
  let length = 0;
  return sentences.filter((sentence) => {
    length += sentence.length;
    return sentence !== "" && length <= DESCRIPTION_LENGTH;
  });
}

/** `$49`, `€12.50`; null where the item has no price. */
function formatPrice({ priceCents, currency }: CatalogItem): string | null {
  if (priceCents === null) return null;
  const digits = priceCents % 100 === 0 ? 0 : 2;
  const style = { style: "currency", currency, minimumFractionDigits: digits } as const;
  return new Intl.NumberFormat("en", style).format(priceCents / 100);
}

function refuse(pointer: string, message: string): never {
  throw new RapportError("invalid_body", `${pointer}: ${message}`, { fields: [{ pointer, message }] });
}
