import type { CpuProfile, StampedProfile } from "../flame/fold-profile.ts";

/** Steps of a recommendation by the functions that do them; what those call counts for them unless it is a step itself. */
const STEPS = new Map([
  ["findPerson", "person from the store"],
  ["scoreTrained", "trained generators"],
  ["addSessionVotes", "trained generators: sessions"],
  ["proposeSuccessors", "transitions"],
  ["proposeSimilar", "content by words"],
  ["proposeNear", "content by vectors"],
  ["blendCandidates", "blend"],
  ["rerankLearned", "learned order"],
  ["rerankForDiversity", "diversity"],
  ["explainItems", "reasons"],
  ["logDecision", "log of decisions"],
  ["(garbage collector)", "garbage collection"],
]);
const [DRIVER, NODE, OTHER, IDLE] = ["database driver", "HTTP and Node", "the rest of ours", "(idle)"] as const;

/** A stretch of an hrtime clock, µs. */
export type Stretch = { from: number; to: number };

/**
 * Share of a process's time at work in each step, largest first, within the given stretches of time: start, warming and
 * what else was measured stay out.
 */
export function shareOfSteps(profile: StampedProfile, stretches: readonly Stretch[]): Record<string, number> {
  const stepOf = labelNodes(profile);
  const micros = new Map<string, number>();
  let at = profile.startTime;
  for (const [index, id] of profile.samples.entries()) {
    const took = Math.max(0, profile.timeDeltas[index] ?? 0);
    at += took;
    const step = stepOf.get(id) ?? OTHER;
    if (step === IDLE || !stretches.some(({ from, to }) => at >= from && at <= to)) continue;
    micros.set(step, (micros.get(step) ?? 0) + took);
  }
  const all = [...micros.values()].reduce((sum, own) => sum + own, 0);
  const shares = [...micros].map(([step, own]) => [step, own / all] as const);
  return Object.fromEntries(shares.sort((left, right) => right[1] - left[1]));
}

/** Step by node: its own, or that of what called it. */
function labelNodes({ nodes }: CpuProfile): Map<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const stepOf = new Map<number, string>();
  const waiting: { id: number; from: string }[] = nodes[0] ? [{ id: nodes[0].id, from: OTHER }] : [];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const node = byId.get(next.id);
    if (!node) continue;
    const step = ownStep(node.callFrame, next.from);
    stepOf.set(node.id, step);
    for (const id of node.children ?? []) waiting.push({ id, from: step });
  }
  return stepOf;
}

function ownStep({ functionName, url }: { functionName: string; url: string }, from: string): string {
  if (functionName === "(idle)") return IDLE;
  const named = STEPS.get(functionName);
  if (named !== undefined) return named;
  if (url.includes("/node_modules/postgres/")) return DRIVER;
  // What Node does for a step is the step's; its parser, sockets and timers are nobody's but their own.
  if (url.startsWith("node:")) return from === OTHER ? NODE : from;
  return from === NODE && url.startsWith("file:") ? OTHER : from;
}
