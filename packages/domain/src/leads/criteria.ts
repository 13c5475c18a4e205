import { RapportError } from "@rapport/contracts/errors";
import type { LeadCriteria, PutLeadCriteria } from "@rapport/contracts/leads";
import type { Database } from "@rapport/store/database";
import type { LeadCriteriaRow } from "@rapport/store/queries/lead-criteria";
import { getLeadCriteriaRow, putLeadCriteriaRow } from "@rapport/store/queries/lead-criteria";
import type { Context } from "../context.ts";
import { listGoals } from "../intents/goals.ts";
import { nameActor } from "../name-actor.ts";
import { compileFit } from "./compile-fit.ts";
import { DEFAULT_CRITERIA } from "./default-criteria.ts";

/** What makes a lead in the project: what it wrote down, or what every project begins with. */
export async function getLeadCriteria(ctx: Context, { defaults = false } = {}): Promise<LeadCriteria> {
  return toCriteria(defaults ? undefined : await getLeadCriteriaRow(ctx.store.db, ctx.projectId));
}

/**
 * Writes down what makes a lead from now on; everybody is scored anew by it.
 * @throws RapportError `invalid_body` naming the criterion whose rule cannot be read or names what is not there
 */
export async function putLeadCriteria(ctx: Context, input: PutLeadCriteria): Promise<LeadCriteria> {
  await compileFit(ctx, input.fit);
  const goals = (await listGoals(ctx)).map(({ key }) => key);
  if (!goals.includes(input.goal)) {
    const message = `names no goal “${input.goal}”: there are ${goals.join(", ")}`;
    throw new RapportError("invalid_body", `/goal ${message}`, { fields: [{ pointer: "/goal", message }] });
  }
  const row = {
    projectId: ctx.projectId,
    criteria: input,
    updatedAt: new Date(ctx.now()),
    updatedBy: nameActor(ctx.actor),
  };
  await ctx.store.withTransaction((tx) => putLeadCriteriaRow(tx, row));
  return getLeadCriteria(ctx);
}

/** Category of consent that makes a person one who may be a lead. */
export async function leadConsent(db: Database, projectId: string): Promise<string> {
  return (await getLeadCriteriaRow(db, projectId))?.criteria?.consent ?? DEFAULT_CRITERIA.consent;
}

/** Criteria as a row holds them. */
export function toCriteria(row: LeadCriteriaRow | undefined): LeadCriteria {
  return {
    ...(row?.criteria ?? DEFAULT_CRITERIA),
    version: row?.version ?? 0,
    updatedAt: row?.updatedAt?.toISOString() ?? null,
    updatedBy: row?.updatedBy ?? null,
    scoredAt: row?.scoredAt?.toISOString() ?? null,
  };
}
