import type { ProblemField } from "@rapport/contracts/errors";
import { RapportError } from "@rapport/contracts/errors";
import type { FitCriterion } from "@rapport/contracts/leads";
import type { SegmentRule } from "@rapport/contracts/segment-rules";
import type { Context } from "../context.ts";
import { compileAlone } from "../segments/compile-alone.ts";
import type { CompiledProject } from "../segments/compile-project.ts";
import { readRuleInput } from "../segments/read-rule-input.ts";
import { resolveForNow } from "../segments/resolve-for-now.ts";

/** Criteria ready to be asked of people; the rule of the n-th is the n-th segment of the project. */
export type CompiledFit = { criteria: readonly FitCriterion[]; project: CompiledProject };

/**
 * Reads the rules of criteria and puts other segments and percentiles in their places as they are now.
 * @throws RapportError `invalid_body` naming the criterion and what is wrong with its rule
 */
export async function compileFit(ctx: Context, criteria: readonly FitCriterion[]): Promise<CompiledFit> {
  const rules: SegmentRule[] = [];
  for (const [place, { text }] of criteria.entries()) {
    rules.push(await readRule(ctx, text).catch((error: unknown) => refuseAt(place, error)));
  }
  return { criteria, project: compileAlone(rules).compiled };
}

async function readRule(ctx: Context, text: string): Promise<SegmentRule> {
  return resolveForNow(ctx, readRuleInput({ text }));
}

function refuseAt(place: number, error: unknown): never {
  if (!(error instanceof RapportError) || error.code !== "invalid_body") throw error;
  const pointer = `/fit/${place}/text`;
  const fields: ProblemField[] = [{ pointer, message: error.message }];
  throw new RapportError("invalid_body", `${pointer}: ${error.message}`, { fields });
}
