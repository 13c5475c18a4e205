import { RapportError } from "@rapport/contracts/errors";
import type { PlanEvent, PutPlanEvent } from "@rapport/contracts/tracking-plan";
import { PLAN_LIMITS } from "@rapport/contracts/tracking-plan";
import { listPlanEvents, nextPlanVersion, upsertPlanEvent } from "@rapport/store/queries/tracking-plan";
import type { Context } from "../context.ts";
import { checkSchema } from "./check-schema.ts";
import { findSchemaFault } from "./compile-schema.ts";
import { toPlanEvent } from "./to-plan-event.ts";

/**
 * Adds an event to the tracking plan or replaces it.
 * @throws RapportError invalid_body when the schema cannot be taken, naming each place
 */
export async function putPlanEvent(ctx: Context, input: PutPlanEvent & { name: string }): Promise<PlanEvent> {
  refuseBadSchema(input.schema);
  const { store, projectId } = ctx;
  const { name, mode, schema, description } = input;
  const updatedAt = new Date(ctx.now());
  const version = await store.withTransaction(async (tx) => {
    // The version's row is locked from here on: two changes at once cannot pass the limit together.
    const next = await nextPlanVersion(tx, projectId);
    const names = (await listPlanEvents(tx, projectId)).map((row) => row.name);
    if (names.length >= PLAN_LIMITS.events && !names.includes(name)) throw tooManyEvents();
    await upsertPlanEvent(tx, { projectId, name, mode, schema, description, version: next, updatedAt });
    return next;
  });
  ctx.plans.forget(projectId);
  return toPlanEvent({ projectId, name, mode, schema, description, version, updatedAt });
}

function refuseBadSchema(schema: Record<string, unknown>): void {
  const fields = checkSchema(schema);
  const fault = fields.length === 0 ? findSchemaFault(schema) : undefined;
  if (fault) fields.push(fault);
  const [first] = fields;
  if (first) throw new RapportError("invalid_body", `${first.pointer} ${first.message}`, { fields });
}

function tooManyEvents(): RapportError {
  const message = `The plan has ${PLAN_LIMITS.events} events already; delete one that is not sent any more`;
  return new RapportError("invalid_body", message, { fields: [{ pointer: "", message }] });
}
