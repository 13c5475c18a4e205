import type { SegmentRule } from "@rapport/contracts/segment-rules";
import type { EventLeaf } from "@rapport/engine/segments/program";
import type { CompiledProject } from "./compile-project.ts";
import { compileRule } from "./compile-rule.ts";
import { indexTouches } from "./index-touches.ts";

/** Rules as a project of their own, each a segment whose id is its place: leaves are numbered in the order of their keys. */
export function compileAlone(rules: readonly SegmentRule[]): {
  compiled: CompiledProject;
  nameLeaf: (key: string) => string;
} {
  const numbers = new Map<string, string>();
  const nameLeaf = (key: string) => {
    const number = numbers.get(key) ?? String(numbers.size + 1);
    numbers.set(key, number);
    return number;
  };
  const segments = rules.map((rule, place) => {
    return { id: String(place), version: 1, rule, program: compileRule(rule, nameLeaf) };
  });
  const leaves = segments.flatMap(({ program }) =>
    program.leaves.flatMap((leaf): [string, EventLeaf][] => ("id" in leaf ? [[leaf.id, leaf]] : [])),
  );
  const touches = indexTouches(segments);
  const compiled = { version: 0, segments, leaves: new Map(leaves), lastLeaf: numbers.size, touches };
  return { compiled, nameLeaf };
}
