import { findInjections } from "@rapport/engine/text-safety/find-injections";
import type { NewChunk } from "@rapport/store/queries/knowledge";

/** What an editor should know of a text before agents read it. */
export function noteText(chunks: readonly NewChunk[], hidden: number): string[] {
  const notes: string[] = [];
  if (hidden > 0) notes.push(`${hidden} characters that readers do not see were taken out`);
  for (const { text } of chunks) {
    const [found] = findInjections(text);
    if (!found) continue;
    notes.push(`Speaks to a model rather than to readers: “${text.slice(found.start, found.end).slice(0, 200)}”`);
    if (notes.length >= 10) break;
  }
  return notes;
}
