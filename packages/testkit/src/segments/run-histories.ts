import type { SegmentRule } from "@rapport/contracts/segment-rules";
import { segmentRuleSchema } from "@rapport/contracts/segment-rules";
import { expireTraits } from "@rapport/domain/computed-traits/expire-traits";
import type { Context } from "@rapport/domain/context";
import type { EnrichedEvent } from "@rapport/domain/events/enriched-event";
import { recordEvents } from "@rapport/domain/events/record-events";
import { listMerges } from "@rapport/domain/identity/list-merges";
import { undoMerge } from "@rapport/domain/identity/undo-merge";
import { changeList } from "@rapport/domain/segments/change-list";
import { matchTexts } from "@rapport/domain/segments/matched-texts";
import { publishChanges } from "@rapport/domain/segments/publish-changes";
import { takeLooks } from "@rapport/domain/segments/take-looks";
import { tickSegments } from "@rapport/domain/segments/tick-segments";
import { workThroughSegment } from "@rapport/domain/segments/work-through";
import type { Random } from "@rapport/engine/random";
import { createRandom } from "@rapport/engine/random";
import type { Store } from "@rapport/store/database";
import { runRule } from "@rapport/store/queries/segment-people";
import { listSegmentRows } from "@rapport/store/queries/segments";
import fc from "fast-check";
import { enrichedEvent } from "../factories/enriched-events.ts";
import { createTestServices } from "../store/create-test-services.ts";
import { readRows } from "../store/open-test-store.ts";
import { START_MS, STEP_MS } from "./comparison-arbitrary.ts";
import type { Happening } from "./happening-arbitrary.ts";
import { happeningArbitrary } from "./happening-arbitrary.ts";
import { changeFacts, defineFacts } from "./known-facts.ts";
import type { LiveSegments } from "./live-segments.ts";
import { addSegment, changeSegment, redrawLines, referenceNames } from "./live-segments.ts";
import { readPersons } from "./read-persons.ts";
import { referenceRule } from "./reference-rule.ts";
import { namingRuleArbitrary } from "./rule-arbitrary.ts";

export type HistoryRun = {
  seed: number;
  /** Rules that are tried on one history, all at once. */
  rules: number;
  /** Things that happen in it. */
  happenings: number;
};

/** What was compared: answers, one per rule, person and moment, and those in which the three did not agree. */
export type HistoryOutcome = { answers: number; members: number; changes: number; differences: Difference[] };
export type Difference = { seed: number; atMs: number; rule: SegmentRule; profileId: string; said: Said };
type Said = { incremental: boolean; sql: boolean; reference: boolean };

const HOUR_MS = 3_600_000;
let projects = 0;
const USERS = ["ada", "bo", "cy"] as const;

/**
 * Plays one random history through the product (recorded events in and out of order, sign-ins, merges and their undoing,
 * lists, the clock, segments that come and change in the middle) and compares, after every step, who is in each segment with
 * what the batch statement says and what looking at everything says.
 */
export async function runHistory(
  store: Store,
  { seed, rules: count, happenings }: HistoryRun,
): Promise<HistoryOutcome> {
  const { services, clock } = createTestServices(store, START_MS);
  const ctx: Context = { ...services, projectId: `prj_hist${++projects}_${seed}`, actor: { kind: "system" } };
  const rules = fc.sample(namingRuleArbitrary, { seed, numRuns: count });
  const story = fc.sample(happeningArbitrary, { seed: seed + 1, numRuns: happenings });
  const random = createRandom(seed + 2);
  const live: LiveSegments = { rules: new Map(), numbers: new Map() };
  const outcome: HistoryOutcome = { answers: 0, members: 0, changes: 0, differences: [] };
  await defineFacts(ctx);
  const settle = async () => {
    while ((await expireTraits(ctx)) > 0);
    while (await workThroughSegment(ctx));
    while ((await tickSegments(ctx)) + (await takeLooks(ctx)) > 0);
    await publish(ctx, outcome);
  };
  for (const [i, happening] of story.entries()) {
    // Half of the segments are there before anything happens; the others come in between, and some are changed.
    while (live.rules.size < Math.min(rules.length, rules.length / 2 + (i * rules.length) / happenings)) {
      await addSegment(ctx, live, rules[live.rules.size] ?? { type: "everyone" });
    }
    // Now and then an hour passes: rolling windows of computed traits are that long.
    clock.nowMs += happening.gap * STEP_MS + (random.next() < 0.2 ? 1 : 0) + (random.next() < 0.1 ? HOUR_MS : 0);
    if (happening.gap > 0) await settle();
    await happen(ctx, happening, random.next);
    if (random.next() < 0.6) await changeFacts(ctx, random);
    if (random.next() < 0.3) await exchangeRules(ctx, live, random);
    if (random.next() < 0.2) await redrawLines(ctx, live);
    await settle();
    await compare(ctx, live, { seed, outcome });
  }
  return outcome;
}

async function happen(ctx: Context, happening: Happening, next: () => number): Promise<void> {
  const user = USERS[Math.floor(next() * USERS.length)] ?? "ada";
  const [undo] = next() < 0.15 ? (await findMerges(ctx, user)).filter(({ undoneAt }) => undoneAt === null) : [];
  if (undo) await undoMerge(ctx, undo.id);
  if (next() < 0.2)
    await changeList(ctx, { list: next() < 0.5 ? "it's" : "vip", add: next() < 0.6 ? [user] : [], remove: [user] });
  const signsIn = next() < 0.3;
  const known = signsIn || next() < 0.5;
  const events = [toEvent(ctx, happening, known ? user : undefined, known && !signsIn ? undefined : `device-${user}`)];
  if (next() < 0.1) events.push(nameless(ctx, "group", user, { groupId: next() < 0.5 ? "g1" : "g2" }));
  if (next() < 0.1)
    events.push(nameless(ctx, "alias", user, { previousId: `device-${USERS[Math.floor(next() * 3)]}` }));
  await recordEvents(ctx, { logId: ctx.projectId, steps: [], events });
}

async function findMerges(ctx: Context, id: string) {
  try {
    return (await listMerges(ctx, { id, limit: 5 })).data;
  } catch {
    return [];
  }
}

function toEvent(
  { projectId, now }: Context,
  { late, type, name, properties, context, traits, touch }: Happening,
  userId: string | undefined,
  anonymousId: string | undefined,
): EnrichedEvent {
  const isIdentify = type === "identify";
  // Half of the clients send traits where RudderStack's do.
  const said = late > 0 ? { context: { ...context, traits } } : { traits, context };
  return enrichedEvent({
    projectId,
    type,
    name: isIdentify ? "identify" : name,
    userId,
    anonymousId,
    timestampMs: now() - late * STEP_MS,
    receivedAtMs: now(),
    payload: isIdentify ? said : { properties, context },
    enrichment: touch ? { touch: { referrer: null, clickId: null, ...touch } } : {},
  });
}

function nameless(
  { projectId, now }: Context,
  type: "group" | "alias",
  userId: string,
  payload: Record<string, string>,
): EnrichedEvent {
  const at = { timestampMs: now(), receivedAtMs: now() };
  return enrichedEvent({ projectId, type, name: type, userId, anonymousId: undefined, payload, ...at });
}

/** Two segments take each other's rule, where that is possible: they and those that name them must be worked through again. */
async function exchangeRules(ctx: Context, live: LiveSegments, random: Random): Promise<void> {
  const [first, second] = [random.pick([...live.rules]), random.pick([...live.rules])];
  await changeSegment(ctx, live, first[0], second[1]);
  await changeSegment(ctx, live, second[0], first[1]);
}

/** Entries and exits come back as events, which no rule may count. */
async function publish(ctx: Context, outcome: HistoryOutcome): Promise<void> {
  await publishChanges(ctx, async ({ projectId, events }) => {
    outcome.changes += events.length;
    const enriched = events.map((event) =>
      enrichedEvent({ ...event, projectId, enrichment: event.flags ? { flags: event.flags } : {} }),
    );
    await recordEvents(ctx, { logId: projectId, steps: [], events: enriched });
  });
}

async function compare(
  ctx: Context,
  live: LiveSegments,
  { seed, outcome }: { seed: number; outcome: HistoryOutcome },
): Promise<void> {
  const { store, projectId } = ctx;
  const nowMs = ctx.now();
  const persons = await readPersons(store, projectId);
  const rows = await readRows(
    store,
    `select segment_id, profile_id from segment_members where project_id = '${projectId}'`,
  );
  const members = new Set(rows.map((row) => `${row.segment_id} ${row.profile_id}`));
  outcome.members += members.size;
  const names = referenceNames(live);
  for (const { id, resolved } of await listSegmentRows(store.db, projectId)) {
    const rule = live.rules.get(id) ?? { type: "everyone" };
    const sql = await runStatement(ctx, resolved);
    for (const person of persons) {
      const { profileId } = person;
      const said = {
        incremental: members.delete(`${id} ${profileId}`),
        sql: sql.get(profileId) ?? false,
        reference: referenceRule(rule, person, nowMs, names),
      };
      outcome.answers++;
      if (said.incremental === said.sql && said.sql === said.reference) continue;
      outcome.differences.push({ seed, atMs: nowMs, rule, profileId, said });
    }
  }
  // Whoever is left is a member of what is gone, or is gone.
  for (const key of members) {
    const [, profileId = ""] = key.split(" ");
    const said = { incremental: true, sql: false, reference: false };
    outcome.differences.push({ seed, atMs: nowMs, rule: { type: "everyone" }, profileId, said });
  }
}

/** What the batch statement says, of a rule with other segments and percentiles in their places. */
async function runStatement({ store, projectId, now }: Context, resolved: unknown): Promise<Map<string, boolean>> {
  const rule = segmentRuleSchema.parse(resolved);
  const textsOf = await matchTexts(store.db, projectId, rule);
  return runRule(store.db, { projectId, rule, scope: { all: true }, nowMs: now(), textsOf });
}
