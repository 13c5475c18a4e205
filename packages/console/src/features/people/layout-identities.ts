import type { Merge } from "@rapport/contracts/merges";
import type { Identity, IdentityGraph } from "./group-identities.ts";

/** In pixels from the upper corner at which reading begins. */
export type Box = { x: number; y: number; width: number; height: number };
export type MarkKind = Identity["kind"] | "person" | "merge" | "undone" | "more";
/** One drawn thing: `box` is its shape's, `label` what is written beside it, if anything is. */
export type Mark = { key: string; kind: MarkKind; box: Box; label?: Box; id?: Identity; merge?: Merge; count?: number };
/** From one point to another, along the trunk first. */
export type Link = { from: [x: number, y: number]; to: [x: number, y: number]; isUndone: boolean };
export type IdentityLayout = { width: number; height: number; marks: Mark[]; links: Link[] };

const ROW = 26;
const DOT = 14;
const TRUNK = 14;
/** Width of a merge's indentation, and of a cell where ids stand side by side. */
const STEP = 26;
/** So many ids stand one under the other with their names; more are dots side by side. */
const MOST_NAMED = 12;

/** Places the graph as a tree that grows downwards, of one width whatever it holds. O(n). */
export function layoutIdentities({ bands, hiddenMerges }: IdentityGraph, width: number): IdentityLayout {
  const isNamed = bands.reduce((sum, { ids }) => sum + ids.length, 0) <= MOST_NAMED;
  const marks: Mark[] = [];
  const links: Link[] = [];
  let y = 0;
  const addRow = (x: number, mark: Omit<Mark, "box">, parent: [number, number], isLabelled: boolean) => {
    const size = mark.kind === "person" ? ROW - 2 : DOT;
    const isWide = mark.kind === "more";
    const box = { x: x - size / 2, y: y + (ROW - size) / 2, width: isWide ? STEP : size, height: size };
    const label = { x: x + size / 2 + 8, y: y + 2, width: width - x - size / 2 - 8, height: ROW - 4 };
    marks.push(isLabelled ? { ...mark, box, label } : { ...mark, box });
    if (mark.kind !== "person")
      links.push({ from: parent, to: [isWide ? box.x : x, y + ROW / 2], isUndone: mark.kind === "undone" });
  };
  addRow(TRUNK, { key: "person", kind: "person" }, [0, 0], true);
  y += ROW;
  const root: [number, number] = [TRUNK, ROW / 2];
  for (const { merge, ids, hidden } of bands) {
    let parent = root;
    if (merge) {
      const at: [number, number] = [TRUNK + STEP, y + ROW / 2];
      addRow(at[0], { key: merge.id, kind: merge.undoneAt === null ? "merge" : "undone", merge }, root, true);
      parent = at;
      y += ROW;
    }
    const start = parent[0] + STEP;
    const cells: Omit<Mark, "box">[] = ids.map((id) => ({ key: `${id.kind} ${id.value}`, kind: id.kind, id }));
    if (hidden > 0) cells.push({ key: `${merge?.id} more`, kind: "more", count: hidden });
    const perRow = isNamed ? 1 : Math.floor((width - start - STEP) / STEP) + 1;
    for (const [index, cell] of cells.entries()) {
      const column = index % perRow;
      addRow(start + column * STEP, cell, column === 0 ? parent : [start + (column - 1) * STEP, y + ROW / 2], isNamed);
      if (column === perRow - 1 || index === cells.length - 1) y += ROW;
    }
  }
  if (hiddenMerges > 0) {
    addRow(TRUNK + STEP, { key: "more merges", kind: "more", count: hiddenMerges }, root, false);
    y += ROW;
  }
  return { width, height: y, marks, links };
}
