import type { LeadFilter } from "@rapport/contracts/leads";
import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import type { LeadTableRow } from "./leads.ts";
import { jsonRows, toIso, toJson, toNumber } from "./raw.ts";

/** A lead with what its person's profile says now. */
export type LeadRow = Omit<LeadTableRow, "projectId" | "scoredAt" | "createdAt" | "seenAt"> & {
  userId: string | null;
  traits: Record<string, unknown>;
  lastSeenAt: string;
  scoredAt: string;
  createdAt: string;
  /** When they had been seen last as they were scored: what the order of the latest seen goes by. */
  seenAt: string;
};

/** The value that a list is ordered by, and the id that tells equal ones apart. */
type Mark = { value: string; id: string };

type LeadListParams = Partial<LeadFilter> & {
  projectId: string;
  /** Category of consent that must be granted now. */
  consent: string;
  limit: number;
  before?: Mark | undefined;
  ids?: readonly string[] | undefined;
};

/** Leads whose people consent now, the best, newest or latest seen first. */
export async function listLeadRows(db: Database, params: LeadListParams): Promise<LeadRow[]> {
  const { column, type } = ORDERS[params.sort ?? "score"];
  const before = params.before
    ? sql`and (${column}, l.id) < (${params.before.value}::text::${sql.raw(type)}, ${params.before.id})`
    : sql``;
  const rows = await db.execute<Record<string, unknown>>(sql`
    select l.*, p.user_id, p.traits, p.last_seen_at from leads l ${people(params)}
    where l.project_id = ${params.projectId} ${conditions(params)} ${before}
    order by ${column} desc, l.id desc limit ${params.limit}::int`);
  return rows.map(fromRow);
}

/**
 * Each lead's person, where they consent. Nothing tells the planner how many do, and it guesses so few that it would read everybody for
 * each page; by a lookup for one lead after the other it goes along the order's index, unless a word is looked for among people.
 */
function people({ consent, search }: LeadListParams): SQL {
  const consenting = sql`p.project_id = l.project_id and p.id = l.profile_id and p.consent->${consent}::text->>'granted' = 'true'`;
  if (search !== undefined) return sql`join profiles p on ${consenting}`;
  return sql`cross join lateral (select p.user_id, p.traits, p.last_seen_at from profiles p where ${consenting} limit 1) p`;
}

const ORDERS = {
  score: { column: sql`l.score`, type: "double precision" },
  newest: { column: sql`l.created_at`, type: "timestamptz" },
  active: { column: sql`l.seen_at`, type: "timestamptz" },
} as const;

function conditions({ stage, grade, owner, segment, search, minScore, ids }: LeadListParams): SQL {
  const parts: SQL[] = [];
  if (ids !== undefined) parts.push(sql`and l.id in (select json_array_elements_text(${jsonRows(ids)}))`);
  if (stage !== undefined) parts.push(sql`and l.stage = ${stage}`);
  if (grade !== undefined) parts.push(sql`and l.grade = ${grade}`);
  if (owner !== undefined) parts.push(owner === "none" ? sql`and l.owner_id is null` : sql`and l.owner_id = ${owner}`);
  if (minScore !== undefined) parts.push(sql`and l.score >= ${minScore}::double precision`);
  if (segment !== undefined)
    parts.push(sql`and exists (select from segment_members m where m.project_id = l.project_id
      and m.segment_id = ${segment} and m.profile_id = l.profile_id)`);
  if (search !== undefined) parts.push(matches(search));
  return sql.join(parts, sql` `);
}

function matches(search: string): SQL {
  const pattern = `%${search.replaceAll(/[\\%_]/g, "\\$&")}%`;
  return sql`and (p.user_id ilike ${pattern} or l.id = ${search} or p.traits->>'email' ilike ${pattern}
    or p.traits->>'name' ilike ${pattern} or p.traits->>'company' ilike ${pattern})`;
}

function fromRow(row: Record<string, unknown>): LeadRow {
  return {
    id: String(row.id),
    profileId: String(row.profile_id),
    userId: row.user_id === null ? null : String(row.user_id),
    traits: toJson(row.traits),
    source: row.source as LeadRow["source"], // as: the column takes these words alone
    grade: row.grade as LeadRow["grade"], // as: likewise
    stage: row.stage as LeadRow["stage"], // as: likewise
    score: toNumber(row.score),
    fit: toNumber(row.fit),
    engagement: toNumber(row.engagement),
    reasons: toJson(row.reasons),
    ownerId: row.owner_id === null ? null : String(row.owner_id),
    lastSeenAt: toIso(row.last_seen_at),
    scoredAt: toIso(row.scored_at),
    createdAt: toIso(row.created_at),
    seenAt: toIso(row.seen_at),
  };
}
