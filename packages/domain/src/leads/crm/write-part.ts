import type { CrmStop, ExportToCrm, ExportToCrmAnswer } from "@rapport/contracts/lead-crm";
import type { Lead } from "@rapport/contracts/leads";
import type { PlatformFailure } from "@rapport/ports/ad-platform";
import type { Crm, CrmOutcome } from "@rapport/ports/crm";
import type { PlannedLead } from "./plan-writes.ts";
import { planWrites } from "./plan-writes.ts";
import { toStop } from "./require-crm.ts";

/** What came of leads; those that are in neither list were not come to. */
type WrittenPart = { done: PlannedLead[]; errors: ExportToCrmAnswer["errors"]; stopped: CrmStop | null };

/** Writes of which nobody knows whether they happened are looked at so often before it is given up. */
const LOOKS = 2;

/**
 * Brings leads that one batch can hold into a CRM. When an answer is lost it is read back what stands there: what was written
 * counts, and the rest alone is sent again, so that nobody is made twice.
 */
export async function writePart(
  crm: Crm,
  leads: readonly Lead[],
  choices: Pick<ExportToCrm, "overwrite" | "facts" | "dryRun">,
): Promise<WrittenPart> {
  const own = Object.values(choices.facts);
  const firsts = new Map<string, PlannedLead>();
  let failure: PlatformFailure | undefined;
  for (let look = 0; look < LOOKS; look++) {
    const planned = await compare(crm, leads, choices, own);
    if (!planned.ok) return stoppedBy(planned.failure);
    for (const each of planned.value) if (!firsts.has(each.leadId)) firsts.set(each.leadId, each);
    const open = planned.value.filter(({ effect }) => effect !== "unchanged");
    if (choices.dryRun || open.length === 0) return { done: settled(planned.value, firsts), errors: [], stopped: null };
    const written = await crm.write(open.map(({ write }) => write));
    if (written.ok) return split(planned.value, firsts, written.value);
    failure = written.failure;
    if (failure.kind !== "outcome-unknown") return stoppedBy(failure);
  }
  return stoppedBy(failure ?? { kind: "outcome-unknown", message: "Nobody knows what was written" });
}

async function compare(
  crm: Crm,
  leads: readonly Lead[],
  choices: Pick<ExportToCrm, "overwrite" | "facts">,
  own: string[],
) {
  const emails = planWrites(leads, [], choices).map(({ email }) => email);
  const found = await crm.find(emails, own);
  return found.ok ? { ok: true as const, value: planWrites(leads, found.value, choices) } : found;
}

/** What was to be done at first, with the ids that are known by now. */
function settled(planned: readonly PlannedLead[], firsts: ReadonlyMap<string, PlannedLead>): PlannedLead[] {
  return planned.map((each) => ({ ...(firsts.get(each.leadId) ?? each), contactId: each.contactId }));
}

function split(
  planned: readonly PlannedLead[],
  firsts: ReadonlyMap<string, PlannedLead>,
  outcomes: readonly CrmOutcome[],
): WrittenPart {
  const byEmail = new Map(outcomes.map((outcome) => [outcome.email, outcome]));
  const part: WrittenPart = { done: [], errors: [], stopped: null };
  for (const each of settled(planned, firsts)) {
    const outcome = byEmail.get(each.email);
    if (outcome === undefined) part.done.push(each);
    else if ("id" in outcome) part.done.push({ ...each, contactId: outcome.id });
    else part.errors.push({ leadId: each.leadId, message: outcome.refused });
  }
  return part;
}

function stoppedBy(failure: PlatformFailure): WrittenPart {
  return { done: [], errors: [], stopped: toStop(failure) };
}
