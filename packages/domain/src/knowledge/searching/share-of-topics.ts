import type { SearchHit } from "@rapport/engine/retrieval/inverted-index";
import type { KnowledgeIndex } from "./knowledge-index.ts";

/** Words' hits that are looked at for how much of the question they hold. */
const LOOKED_AT = 10;
/** Topics always say something: what words did not find at all follows after what they found. */
const LEAST = 0.03;
const SLOPE = 0.5;
const MOST = 0.3;

/**
 * How much topics count beside words for one question, 0–1. Words are trusted as far as one passage holds the question's telling words together:
 * where it does, topics learned from the same documents can hardly add to it and easily disturb it; where none does, other words were written
 * for what is meant, which is what topics know.
 */
export function shareOfTopics(
  { words, topics }: KnowledgeIndex,
  terms: readonly string[],
  hits: readonly SearchHit[],
): number {
  if (!topics) return 0;
  const covered = Math.max(0, ...hits.slice(0, LOOKED_AT).map(({ id }) => words.coverageOf(id, terms)));
  return Math.min(MOST, LEAST + SLOPE * (1 - covered));
}
