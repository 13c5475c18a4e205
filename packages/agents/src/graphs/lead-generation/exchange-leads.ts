import { RapportError } from "@rapport/contracts/errors";
import type { EnrichLeadsAnswer } from "@rapport/contracts/lead-companies";
import type { CrmName, ImportFromCrm } from "@rapport/contracts/lead-crm";
import { CRM_LIMITS, exportToCrmSchema } from "@rapport/contracts/lead-crm";
import type { LeadsEnriched, LeadsTaken, LeadsWritten } from "@rapport/contracts/lead-generation";
import type { ReplayLane } from "@rapport/domain/events/replay-dead-letters";
import { enrichLeads } from "@rapport/domain/leads/companies/enrich-leads";
import { exportToCrm } from "@rapport/domain/leads/crm/export-to-crm";
import { importFromCrm } from "@rapport/domain/leads/crm/import-from-crm";
import { requireCrm } from "@rapport/domain/leads/crm/require-crm";
import type { GraphDeps } from "../agent-graph.ts";

/** People that one run takes from a CRM; the next run goes on from the beginning, where taking again changes nothing. */
const MOST_TAKEN = 4 * CRM_LIMITS.people;
/** Leads of one enrichment. */
const PART = 100;

/** Refuses at the beginning what could not be done at the end, before anybody is asked. @throws RapportError conflict */
export async function requireTarget({ ctx }: GraphDeps, crm: CrmName | undefined): Promise<void> {
  if (crm) await requireCrm(ctx, crm);
}

/** Takes people from a CRM, page by page; taking them again changes nothing. */
export async function takeLeads(deps: GraphDeps, crm: CrmName, consent: ImportFromCrm["consent"]): Promise<LeadsTaken> {
  const taken: LeadsTaken = { crm, people: 0, newLeads: 0, failed: 0, isAll: false };
  let cursor: string | undefined;
  while (!taken.isAll && taken.people < MOST_TAKEN) {
    const limit = CRM_LIMITS.people;
    const page = await importFromCrm(deps.ctx, requireLane(deps), { crm, dryRun: false, cursor, limit, consent });
    taken.people += page.rows;
    taken.newLeads += page.newLeads;
    taken.failed += page.rejected;
    taken.isAll = page.nextCursor === null;
    cursor = page.nextCursor ?? undefined;
  }
  return taken;
}

/** Fills what leads lack of their company; where the service stops in the midst, what it told until then. */
export async function fillCompanies(deps: GraphDeps, leadIds: readonly string[]): Promise<LeadsEnriched> {
  const parts: EnrichLeadsAnswer[] = [];
  for (let start = 0; start < leadIds.length; start += PART) {
    const asked = { leadIds: leadIds.slice(start, start + PART), dryRun: false };
    parts.push(await enrichLeads(deps.ctx, requireLane(deps), asked));
  }
  const sum = (of: (part: EnrichLeadsAnswer) => number) => parts.reduce((all, part) => all + of(part), 0);
  return {
    source: parts[0]?.source ?? "own-data",
    changed: sum(({ changed }) => changed),
    unchanged: sum(({ unchanged }) => unchanged),
    unknown: sum(({ unknown }) => unknown),
    withoutCompany: sum(({ withoutCompany }) => withoutCompany),
    differences: parts.flatMap(({ differences }) => differences),
  };
}

/**
 * Writes leads into a CRM, or only says what it would write. Done again it finds what it wrote.
 * @throws RapportError unavailable where the CRM asks to be left alone for a while, conflict where somebody has to change something there
 */
export async function writeLeads(
  { ctx }: GraphDeps,
  { crm, leadIds, dryRun }: { crm: CrmName; leadIds: readonly string[]; dryRun: boolean },
): Promise<LeadsWritten> {
  const { stopped, created, changed, unchanged, withoutEmail, failed, errors } = await exportToCrm(
    ctx,
    exportToCrmSchema.parse({ crm, dryRun, leadIds }),
  );
  if (stopped) {
    const retry = stopped.retryAfterSeconds;
    if (retry === null) throw new RapportError("conflict", stopped.message);
    throw new RapportError("unavailable", stopped.message, { retryAfterSeconds: retry });
  }
  return { crm, created, changed, unchanged, withoutEmail, failed, errors };
}

/** @throws RapportError conflict in a process without an event log: there nobody can be taken in */
function requireLane({ lane }: GraphDeps): ReplayLane {
  if (lane) return lane;
  throw new RapportError("conflict", "This process has no event log: people cannot be taken in here");
}
