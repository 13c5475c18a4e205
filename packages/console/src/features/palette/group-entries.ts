import { HELD, LOOSE, NONE, rankText } from "../../lib/rank-text.ts";
import type { PaletteEntry, PaletteGroup } from "./palette-entry.ts";

/** Most that a group shows of what fits. */
const MOST_OF_GROUP = 6;

/**
 * What fits the typed text, under its headings: the group with the best match first, of equal ones in the order that they came in.
 * What merely has the letters in order is shown where its group has nothing better. O(n log n).
 */
export function groupEntries(entries: readonly PaletteEntry[], typed: string): PaletteGroup[] {
  if (typed.trim() === "") return toGroups(entries);
  const ranked = entries
    .map((entry) => ({ entry, rank: Math.min(rankText(entry.label, typed), entry.isFound ? HELD : NONE) }))
    .filter(({ rank }) => rank < NONE)
    .sort((a, b) => a.rank - b.rank);
  const close = new Set(ranked.filter(({ rank }) => rank < LOOSE).map(({ entry }) => entry.group));
  const shown = ranked.filter(({ entry, rank }) => rank < LOOSE || !close.has(entry.group)).map(({ entry }) => entry);
  return toGroups(shown).map((group) => ({ ...group, entries: group.entries.slice(0, MOST_OF_GROUP) }));
}

function toGroups(entries: readonly PaletteEntry[]): PaletteGroup[] {
  const groups = new Map<string, PaletteEntry[]>();
  for (const entry of entries) groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry]);
  return [...groups].map(([title, members]) => ({ title, entries: members }));
}
