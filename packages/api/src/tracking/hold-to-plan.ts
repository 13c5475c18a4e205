import type { ProblemField } from "@rapport/contracts/errors";
import type { LoggedEvent } from "@rapport/contracts/log";
import { REJECTED_LIMITS } from "@rapport/contracts/rejected";
import type { PlanFinding } from "@rapport/contracts/tracking-plan";
import { applyPlan } from "@rapport/domain/tracking-plan/apply-plan";
import type { ActivePlan } from "@rapport/domain/tracking-plan/plan-book";
import type { ApiServices } from "../services.ts";
import { excerptMessage } from "./excerpt-message.ts";

/**
 * Holds a track event to the project's plan: what breaks it is counted, and flagged on the event or taken out of it.
 * @returns what to reject it for; undefined when it goes on
 */
export function holdToPlan(
  services: ApiServices,
  projectId: string,
  plan: ActivePlan,
  event: LoggedEvent,
): ProblemField | undefined {
  const planned = event.type === "track" ? plan.find(event.name) : undefined;
  const outcome = planned && applyPlan(planned, event.payload.properties);
  if (!planned || !outcome) return undefined;
  noteViolations(services, projectId, event, outcome.finding);
  if (planned.mode === "reject") return outcome.finding.violations[0];
  event.payload.properties = outcome.properties;
  event.flags = { ...event.flags, plan: outcome.finding };
  return undefined;
}

function noteViolations(services: ApiServices, projectId: string, event: LoggedEvent, finding: PlanFinding): void {
  // As it was sent: the counts are noted before anything is taken out.
  const { properties } = event.payload;
  const sample = () => excerptMessage({ event: event.name, properties }, REJECTED_LIMITS.sampleBytes).text;
  services.intake.noteViolations(
    projectId,
    services.now(),
    finding.violations.map(({ pointer, message }) => ({ name: event.name, pointer, message, sample })),
  );
}
