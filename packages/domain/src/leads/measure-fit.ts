import type { LeadReason } from "@rapport/contracts/leads";
import type { Subject } from "@rapport/engine/segments/evaluate-program";
import { evaluateProgram } from "@rapport/engine/segments/evaluate-program";
import { describeEvidence } from "../segments/describe-evidence.ts";
import type { CompiledFit } from "./compile-fit.ts";

/** One axis of a score, 0 to 100, and what it is made of. */
export type Measured = { value: number; reasons: LeadReason[] };

/** Fit of a project that has written nothing down: neither for nor against. */
const UNKNOWN_FIT = 50;

/**
 * How much somebody is like the ideal customer: points of the criteria that hold, of all that speak for it; what speaks against
 * it is taken off. O(criteria).
 */
export function measureFit({ criteria, project }: CompiledFit, subject: Subject): Measured {
  if (criteria.length === 0) return { value: UNKNOWN_FIT, reasons: [] };
  const all = criteria.reduce((sum, { points }) => sum + Math.max(0, points), 0);
  const reasons = criteria.flatMap(({ key, name, points }, place): LeadReason[] => {
    const program = project.segments[place]?.program;
    if (!program || !evaluateProgram(program, subject).holds) return [];
    const evidence = [...new Set(program.leaves.map((leaf) => describeEvidence(leaf, subject)))].join("; ");
    return [{ axis: "fit", code: key, text: name, points: (100 * points) / all, evidence }];
  });
  const sum = reasons.reduce((total, { points }) => total + points, 0);
  return { value: Math.min(100, Math.max(0, sum)), reasons };
}
