import { newId } from "@rapport/contracts/ids";
import { readStoreSeq } from "@rapport/store/queries/events";
import { getLeadCriteriaRow, markLeadsScored } from "@rapport/store/queries/lead-criteria";
import type { ScoredLead } from "@rapport/store/queries/leads";
import { listUnscoredLeads, upsertLeads } from "@rapport/store/queries/leads";
import type { Context } from "../context.ts";
import { DAY_MS, LOOK_BACK_DAYS } from "../intents/action-history.ts";
import type { RunningJob } from "../jobs/job-handler.ts";
import { peopleOfEvents, peopleSeen } from "../profiles/walk-people.ts";
import type { Measure } from "./measure-people.ts";
import { measurePeople, openMeasure } from "./measure-people.ts";

/** Age alone changes scores: everybody is scored again after so long. */
const EVERYBODY_AFTER_MS = 20 * 3_600_000;
const NOBODY = "00000000-0000-0000-0000-000000000000";
const PAGE = 500;

/** What a run of scoring did. */
export type Scoring = {
  /** People who were looked at. */
  people: number;
  /** Leads that there were not before. */
  found: number;
  /** People who would be leads, had they consented to be contacted. */
  withoutConsent: number;
};

type Job = Pick<RunningJob<unknown>, "signal" | "report">;

/**
 * Scores people by the project's criteria, and makes leads of those who qualify: whoever did something since the last time;
 * with `everybody`, after a change of the criteria and once a day everybody of the last 180 days and every lead.
 * Does nothing in a project that does not look for leads.
 */
export async function scoreLeads(
  ctx: Context,
  { everybody, job }: { everybody: boolean; job?: Job },
): Promise<Scoring> {
  const { store, projectId } = ctx;
  const scoring: Scoring = { people: 0, found: 0, withoutConsent: 0 };
  const row = await getLeadCriteriaRow(store.db, projectId);
  if (!row) return scoring;
  const throughSeq = await readStoreSeq(store.db);
  const startedAt = new Date(ctx.now());
  const isCurrent =
    row.scoredVersion === row.version && startedAt.getTime() - (row.scoredAt?.getTime() ?? 0) < EVERYBODY_AFTER_MS;
  const isPart = isCurrent && !everybody && row.throughSeq !== null;
  if (isPart && Number(row.throughSeq) >= throughSeq) return scoring;
  const measure = await openMeasure(ctx, row);
  const parts = isPart ? peopleOfEvents(ctx, Number(row.throughSeq), throughSeq) : everyone(ctx, startedAt);
  for await (const ids of parts) {
    job?.signal.throwIfAborted();
    await scorePart(ctx, { measure, ids, scoring });
    job?.report({ done: scoring.people });
  }
  await markLeadsScored(store.db, projectId, {
    throughSeq,
    scoredVersion: row.version,
    ...(isPart ? {} : { scoredAt: startedAt }),
  });
  return scoring;
}

async function scorePart(
  ctx: Context,
  { measure, ids, scoring }: { measure: Measure; ids: readonly string[]; scoring: Scoring },
): Promise<void> {
  const people = await measurePeople(ctx, measure, ids);
  const rows = people.flatMap(({ consents, ...person }): ScoredLead[] => {
    const qualifies = person.grade !== "C3";
    if (qualifies && !consents) scoring.withoutConsent += 1;
    const becomes = qualifies && consents;
    const id = becomes ? newId("lead", ctx.now(), ctx.randomBytes(10)) : null;
    return [{ ...person, source: "behaviour", newId: id }];
  });
  scoring.found += await upsertLeads(ctx.store.db, ctx.projectId, { rows, scoredAt: new Date(ctx.now()) });
  scoring.people += ids.length;
}

/** Everybody who was about lately, then the leads who were not. */
async function* everyone(ctx: Context, startedAt: Date): AsyncGenerator<string[]> {
  const { store, projectId } = ctx;
  yield* peopleSeen(ctx, startedAt.getTime() - LOOK_BACK_DAYS * DAY_MS);
  for (let afterId = NOBODY; ; ) {
    const ids = await listUnscoredLeads(store.db, { projectId, before: startedAt, afterId, limit: PAGE });
    yield ids;
    const last = ids.at(-1);
    if (last === undefined || ids.length < PAGE) return;
    afterId = last;
  }
}
