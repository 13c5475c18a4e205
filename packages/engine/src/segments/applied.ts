import type { LeafState } from "./program.ts";

/** What an event made of a leaf's state; `stale` when it came out of order and the leaf has to see all events again. */
export type Applied = { kind: "unchanged" } | { kind: "changed"; state: LeafState } | { kind: "stale" };
