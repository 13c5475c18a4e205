import type { RecommendedItem } from "@rapport/contracts/catalog";
import type { Recommendation, RecommendationAnswer } from "@rapport/contracts/recommendations";

/** JSON of the items that are shown, most of an answer; an item that changes is another object. */
const texts = new WeakMap<RecommendedItem, string>();

/** An answer as `JSON.stringify` writes it, byte for byte; items are written once and not once per answer. */
export function writeRecommendations(answer: RecommendationAnswer): string {
  const { decisionId, placement, recommendations, ...rest } = answer;
  const head = JSON.stringify({ decisionId, placement }).slice(0, -1);
  let list = "";
  for (const recommendation of recommendations) list += (list === "" ? "" : ",") + writeOne(recommendation);
  return `${head},"recommendations":[${list}],${JSON.stringify(rest).slice(1)}`;
}

function writeOne({ item, explanation, ...own }: Recommendation): string {
  const head = JSON.stringify(own).slice(0, -1);
  return `${head},"item":${item === null ? "null" : writeItem(item)},"explanation":${JSON.stringify(explanation)}}`;
}

function writeItem(item: RecommendedItem): string {
  const text = texts.get(item) ?? JSON.stringify(item);
  texts.set(item, text);
  return text;
}
