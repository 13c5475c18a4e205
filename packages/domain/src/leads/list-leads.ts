import { RapportError } from "@rapport/contracts/errors";
import type { LEAD_SORTS, Lead, LeadDetail, LeadFilter } from "@rapport/contracts/leads";
import { LEAD_LIMITS } from "@rapport/contracts/leads";
import type { LeadRow } from "@rapport/store/queries/lead-list";
import { listLeadRows } from "@rapport/store/queries/lead-list";
import { listLeadChanges } from "@rapport/store/queries/leads";
import type { Context } from "../context.ts";
import { formatProfileId } from "../profiles/profile-id.ts";
import { readCursorTime } from "../profiles/read-cursor-time.ts";
import { leadConsent } from "./criteria.ts";

export type ListLeadsInput = Partial<LeadFilter> & { limit: number; cursor?: string | undefined };

/** Leads whose people consent to be contacted now, the best first unless `sort` says otherwise. */
export async function listLeads(
  ctx: Context,
  { cursor, ...filter }: ListLeadsInput,
): Promise<{ data: Lead[]; nextCursor: string | null }> {
  const { store, projectId } = ctx;
  const sort = filter.sort ?? "score";
  const before = cursor === undefined ? undefined : parseCursor(cursor, sort);
  const consent = await leadConsent(store.db, projectId);
  const rows = await listLeadRows(store.db, { ...filter, projectId, consent, before });
  const last = rows.at(-1);
  const next = last && rows.length === filter.limit ? [sort, VALUES[sort](last), last.id].join("~") : null;
  return { data: rows.map(toLead), nextCursor: next };
}

/** These leads by their ids, as far as their people consent now; in no order. */
export async function readLeads({ store, projectId }: Context, ids: readonly string[]): Promise<Lead[]> {
  if (ids.length === 0) return [];
  const consent = await leadConsent(store.db, projectId);
  return (await listLeadRows(store.db, { projectId, consent, ids, limit: ids.length })).map(toLead);
}

/** One lead with what was done with it. @throws RapportError `not_found`, also when the person has withdrawn consent */
export async function getLead(ctx: Context, { id }: { id: string }): Promise<LeadDetail> {
  const { store, projectId } = ctx;
  const [lead] = await readLeads(ctx, [id]);
  if (!lead) throw noLead(id);
  const changes = await listLeadChanges(store.db, { projectId, id }, LEAD_LIMITS.changes);
  return {
    ...lead,
    changes: changes.map(({ at, actor, what, from, to, reason }) => {
      return { at: at.toISOString(), actor, what, from, to, reason };
    }),
  };
}

/** The refusal for a lead that is not there. */
export function noLead(id: string): RapportError {
  return new RapportError("not_found", `There is no lead “${id}” in this project, or its person may not be contacted`);
}

const VALUES: Record<(typeof LEAD_SORTS)[number], (row: LeadRow) => string> = {
  score: ({ score }) => String(score),
  newest: ({ createdAt }) => createdAt,
  active: ({ seenAt }) => seenAt,
};

function toLead({ seenAt: _, ...row }: LeadRow): Lead {
  return { ...row, profileId: formatProfileId(row.profileId) };
}

function parseCursor(cursor: string, sort: (typeof LEAD_SORTS)[number]): { value: string; id: string } {
  const [of, value = "", id = ""] = cursor.split("~");
  const isValue =
    sort === "score" ? value !== "" && Number.isFinite(Number(value)) : readCursorTime(value) !== undefined;
  if (of === sort && isValue && /^led_[0-9a-z]{26}$/.test(id)) return { value, id };
  throw new RapportError("invalid_parameter", "The cursor is not one that this list has given", {
    fields: [{ pointer: "/cursor", message: "Pass nextCursor of the page before, unchanged, with the same sort" }],
  });
}
