import type { LeadCriteria, LeadGrade, LeadReason } from "@rapport/contracts/leads";
import { readActions } from "@rapport/store/queries/intents";
import type { LeadCriteriaRow } from "@rapport/store/queries/lead-criteria";
import { readProfileRows } from "@rapport/store/queries/profiles";
import type { Context } from "../context.ts";
import type { ActionHistories } from "../intents/action-history.ts";
import { DAY_MS, EVENTS_PER_PERSON, LOOK_BACK_DAYS, toHistories } from "../intents/action-history.ts";
import type { ActiveIntent } from "../intents/intent-models.ts";
import { emptyMemory, recallLeaves } from "../segments/feed-leaves.ts";
import { NOTHING_KNOWN, personFacts } from "../segments/person-facts.ts";
import { readKnownFacts } from "../segments/read-known-facts.ts";
import type { CompiledFit } from "./compile-fit.ts";
import { compileFit } from "./compile-fit.ts";
import { toCriteria } from "./criteria.ts";
import { expectGoal } from "./expect-goal.ts";
import { gradeLead } from "./grade-lead.ts";
import { measureEngagement } from "./measure-engagement.ts";
import { measureFit } from "./measure-fit.ts";
import { scoreOf } from "./score-of.ts";

/** What people are scored by, ready to be asked. */
export type Measure = {
  criteria: LeadCriteria;
  fit: CompiledFit;
  /** The model of the goal; undefined while none answers. */
  goal: ActiveIntent | undefined;
};

/** A person as they were scored. */
export type MeasuredPerson = {
  profileId: string;
  grade: LeadGrade;
  score: number;
  fit: number;
  engagement: number;
  reasons: LeadReason[];
  /** Whether the person has agreed to be contacted. */
  consents: boolean;
};

/** Makes the criteria of a project ready. */
export async function openMeasure(ctx: Context, row: LeadCriteriaRow | undefined): Promise<Measure> {
  const criteria = toCriteria(row);
  const models = await ctx.intents.get(ctx.projectId);
  const goal = models.find(({ row: { name }, intent }) => name === criteria.goal && intent.kind === "propensity");
  return { criteria, fit: await compileFit(ctx, criteria.fit), goal };
}

/** Scores people who can be told apart from others: those with a user id or an address. */
export async function measurePeople(
  ctx: Context,
  measure: Measure,
  profileIds: readonly string[],
): Promise<MeasuredPerson[]> {
  const { store, projectId } = ctx;
  const profiles = (await readProfileRows(store.db, projectId, profileIds)).filter(
    ({ userId, traits, mergedInto }) => mergedInto === null && (userId !== null || typeof traits.email === "string"),
  );
  if (profiles.length === 0) return [];
  const ids = profiles.map(({ id }) => id);
  const { project } = measure.fit;
  const known = await readKnownFacts(store.db, projectId, project.touches, ids);
  const memories = ids.map((id) => emptyMemory(id, 0));
  await recallLeaves(store.db, projectId, project, memories);
  const histories = await readPast(ctx, ids);
  const eventsOf = new Map(histories.people.map((events) => [events.profileId, events]));
  const nowMs = ctx.now();
  const numberOf = new Map(histories.actionNames.map((name, index) => [name, index]));
  return profiles.map(({ id, mergedInto: _, ...state }, place) => {
    const facts = personFacts(id, state, known.get(id) ?? NOTHING_KNOWN);
    const fit = measureFit(measure.fit, { facts, state: memories[place]?.state ?? {}, nowMs });
    const events = eventsOf.get(id);
    const history = { events, actionNames: histories.actionNames };
    const expected = measure.goal && events && expectGoal(measure.goal, events, { nowMs, numberOf });
    const engagement = measureEngagement(measure.criteria, history, { nowMs, expected });
    return {
      profileId: id,
      grade: gradeLead(fit.value, engagement.value, measure.criteria.thresholds),
      score: scoreOf(fit.value, engagement.value),
      fit: fit.value,
      engagement: engagement.value,
      reasons: [...fit.reasons, ...engagement.reasons],
      consents: state.consent[measure.criteria.consent]?.granted === true,
    };
  });
}

async function readPast({ store, projectId, now }: Context, profileIds: readonly string[]): Promise<ActionHistories> {
  const atMs = now();
  const window = { from: new Date(atMs - LOOK_BACK_DAYS * DAY_MS), to: new Date(atMs + 1) };
  return toHistories(await readActions(store.db, { projectId, profileIds, ...window, limit: EVENTS_PER_PERSON }));
}
