/** A profile as V8 writes it (`--cpu-prof`): call tree, samples, and the µs between them. */
export type CpuProfile = {
  nodes: { id: number; callFrame: { functionName: string; url: string }; children?: number[] }[];
  samples: number[];
  timeDeltas: number[];
};

/** The same with the time of its begin by the machine's steady clock, µs. */
export type StampedProfile = CpuProfile & { startTime: number };

/** A function where it was called, with its time and that of all it called, µs. */
export type Frame = { name: string; kind: "own" | "node" | "engine"; micros: number; children: Frame[] };

/** Functions that are no work of the program. */
const WAITING = new Set(["(idle)", "(root)"]);
/** V8's own: garbage collection, and what it cannot name. */
const ENGINE = new Set(["(garbage collector)", "(program)"]);

/**
 * The call tree with calls of the same name beside each other made one, without frames of less than `share` of all. Waiting
 * is left out: what is drawn is processor time.
 */
export function foldProfile(profile: CpuProfile, share: number): Frame {
  const self = new Map<number, number>();
  for (const [i, id] of profile.samples.entries()) {
    self.set(id, (self.get(id) ?? 0) + Math.max(0, profile.timeDeltas[i] ?? 0));
  }
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const fold = (ids: readonly number[], name: string, kind: Frame["kind"]): Frame => {
    const groups = new Map<string, { name: string; kind: Frame["kind"]; ids: number[] }>();
    let micros = 0;
    for (const id of ids) {
      const node = nodes.get(id);
      if (!node) continue;
      if (!WAITING.has(node.callFrame.functionName)) micros += self.get(id) ?? 0;
      for (const child of node.children ?? []) {
        const group = groupOf(nodes.get(child)?.callFrame);
        const key = `${group.kind} ${group.name}`;
        const known = groups.get(key);
        if (known) known.ids.push(child);
        else groups.set(key, { ...group, ids: [child] });
      }
    }
    const children = [...groups.values()].map((group) => fold(group.ids, group.name, group.kind));
    micros += children.reduce((sum, child) => sum + child.micros, 0);
    return { name, kind, micros, children };
  };
  const root = profile.nodes[0];
  const tree = fold(root ? [root.id] : [], "all", "engine");
  prune(tree, tree.micros * share);
  return tree;
}

function groupOf(frame: { functionName: string; url: string } | undefined): Pick<Frame, "name" | "kind"> {
  const name = frame?.functionName || "(anonymous)";
  if (ENGINE.has(name)) return { name, kind: "engine" };
  return { name, kind: frame?.url.startsWith("file:") ? "own" : "node" };
}

function prune(frame: Frame, leastMicros: number): void {
  frame.children = frame.children.filter(({ micros }) => micros >= leastMicros).sort((a, b) => b.micros - a.micros);
  for (const child of frame.children) prune(child, leastMicros);
}
