import { findPhrases } from "@rapport/engine/text-safety/find-phrases";
import type { ModerationHit, Moderator } from "@rapport/ports/moderator";
import { englishDataset, englishRecommendedTransformers, RegExpMatcher } from "obscenity";
import { WORD_LISTS } from "./word-lists.ts";

/** Letters that somebody has spaced out to slip by: "f u c k". Joined again, they are looked at once more. */
const SPACED = /(?<![\p{L}\p{N}])(?:[\p{L}\p{N}*@$!][ ._-]){2,20}[\p{L}\p{N}*@$!](?![\p{L}\p{N}])/gu;

/**
 * Lists and rules, without a network: English by obscenity, which sees through repeated letters, leet and look-alikes and knows
 * Scunthorpe; six more languages by lists of our own. It knows words, not what is meant: a polite threat passes.
 */
export function createBuiltInModerator(): Moderator {
  const matcher = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers });
  const words = Object.values(WORD_LISTS).flat();
  const inEnglish = (text: string) =>
    matcher.getAllMatches(text, true).map(({ startIndex, endIndex }) => ({ start: startIndex, end: endIndex + 1 }));
  return {
    name: "rapport-lists",
    async moderate(text) {
      const places = [...inEnglish(text), ...findPhrases(text, words), ...findSpaced(text, inEnglish)];
      return dropInner(places).map(
        ({ start, end }): ModerationHit => ({ category: "profanity", score: 1, start, end }),
      );
    },
  };
}

type Place = { start: number; end: number };

function findSpaced(text: string, find: (text: string) => Place[]): Place[] {
  return [...text.matchAll(SPACED)].flatMap((match) =>
    find(match[0].replaceAll(/[ ._-]/g, "")).length > 0
      ? [{ start: match.index, end: match.index + match[0].length }]
      : [],
  );
}

/** Places in order, those within another one left out. */
function dropInner(places: readonly Place[]): Place[] {
  const kept: Place[] = [];
  for (const place of places.toSorted((left, right) => left.start - right.start || right.end - left.end))
    if (place.start >= (kept.at(-1)?.end ?? 0)) kept.push({ start: place.start, end: place.end });
  return kept;
}
