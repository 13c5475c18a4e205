import type { ContentPiece } from "@rapport/contracts/content";
import { t } from "../../lib/text.ts";

const LETTERS = new Intl.Segmenter("en", { granularity: "grapheme" });

/** How a state is lit. */
export const STATE_LOOKS = {
  draft: "honey",
  approved: "accent",
  rejected: "quiet",
  published: "quiet",
} as const satisfies Record<ContentPiece["state"], string>;

/** Characters as people and platforms count them: an emoji is one. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of LETTERS.segment(text)) count += 1;
  return count;
}

/** Problems that stand in a piece's variants. */
export function countProblems({ variants }: ContentPiece): number {
  return variants.reduce((sum, { problems }) => sum + problems.length, 0);
}

/** Where a statement comes from, in words. */
export function sourceName(source: string): string {
  if (source === "brief") return t("the brief");
  const [kind, id = ""] = source.split(/:(.*)/s);
  return kind === "catalog" ? t("the catalog’s “{id}”", { id }) : t("a document");
}
