import { createRandom } from "@rapport/engine/random";
import type { SeenEvent } from "@rapport/testkit/analytics/reference-analytics";
import {
  referenceAttribution,
  referenceFunnel,
  referencePaths,
  referenceRetention,
} from "@rapport/testkit/analytics/reference-analytics";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { beforeAll, expect, test } from "vitest";
import { recordEvents } from "../events/record-events.ts";
import { getAttribution } from "./get-attribution.ts";
import { getDashboard } from "./get-dashboard.ts";
import { getFunnel } from "./get-funnel.ts";
import { getPaths } from "./get-paths.ts";
import { getRetention } from "./get-retention.ts";

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 0, 5, 12);
const FIRST = Date.UTC(2025, 11, 1);
/** A fortnight in the middle, so that events lie before and after it. */
const ASKED = { from: "2025-12-08", to: "2025-12-21" };
const FROM = Date.parse(ASKED.from);
const TO = Date.parse(ASKED.to) + DAY_MS;
const NAMES = ["Viewed", "Added", "Bought", "Other"];
const SOURCES = ["google", "newsletter", "partner"];

/** Random events of a few people, so that ways cross; many share a moment. */
function drawEvents(seed: number): SeenEvent[] {
  const random = createRandom(seed);
  return Array.from({ length: 700 }, () => {
    const name = random.pick(NAMES);
    const hour = random.int(30 * 24);
    return {
      person: `person-${random.int(25)}`,
      name,
      t: FIRST + hour * 3_600_000,
      session: `visit-${Math.floor(hour / 8)}`,
      source: random.next() < 0.3 ? random.pick(SOURCES) : undefined,
      cents: name === "Bought" ? random.int(10_000) : undefined,
    };
  });
}

describeOnBothEngines("analytics", ({ store }) => {
  let ctx: Parameters<typeof getFunnel>[0];
  const events = drawEvents(11);
  beforeAll(async () => {
    ctx = { ...createTestServices(store(), NOW).services, projectId: "prj_numbers", actor: { kind: "system" } };
    await record(events);
    // Another project's events with the same names count nowhere.
    const other = events.map((event) => ({ ...event, person: "stranger" }));
    await record(other.slice(0, 50), "prj_other");
    // A person who was two until now: their ways are one.
    await record([{ person: "late", name: "Viewed", t: FROM + 1_000, session: "v" }]);
    await record([{ person: "early", name: "Added", t: FROM + 2_000, session: "v" }]);
    const alias = {
      type: "alias",
      userId: "early",
      anonymousId: undefined,
      trusted: true,
      timestampMs: FIRST,
    } as const;
    const merge = enrichedEvent({ ...alias, projectId: ctx.projectId, payload: { previousId: "late" } });
    await recordEvents(ctx, { logId: ctx.projectId, steps: [], events: [merge] });
    events.push({ person: "one", name: "Viewed", t: FROM + 1_000, session: "v" });
    events.push({ person: "one", name: "Added", t: FROM + 2_000, session: "v" });
  });

  async function record(seen: readonly SeenEvent[], projectId = ctx.projectId): Promise<void> {
    await recordEvents(ctx, {
      logId: projectId,
      steps: [],
      events: seen.map(({ person, name, t, session, source, cents }) =>
        enrichedEvent({
          projectId,
          userId: person,
          anonymousId: undefined,
          name,
          timestampMs: t,
          sessionId: session,
          payload: { properties: cents === undefined ? {} : { total: cents / 100 } },
          enrichment:
            source === undefined
              ? {}
              : { touch: { source, medium: null, campaign: null, referrer: null, clickId: null } },
        }),
      ),
    });
  }

  test.each([
    [["Viewed", "Added", "Bought"], 3],
    [["Viewed", "Viewed", "Viewed"], 1],
    [["Bought", "Viewed"], 7],
  ])("a funnel of %j within %i days finds every way that any chain of events makes", async (steps, windowDays) => {
    const expected = referenceFunnel(events, { steps, windowDays, from: FROM, to: TO });
    const funnel = await getFunnel(ctx, { ...ASKED, steps, windowDays });
    expect(funnel.steps.map(({ people, medianSeconds }) => ({ people, medianSeconds }))).toEqual(expected);
    expect(expected.at(-1)?.people).toBeGreaterThan(0);
  });

  test.each([
    { period: "day" as const, periodDays: 1, start: "Viewed", back: "Bought" },
    { period: "week" as const, periodDays: 7 },
  ])("retention by $period counts each person once a period", async ({ period, periodDays, ...names }) => {
    const expected = referenceRetention(events, { ...names, periodDays, from: FROM, to: TO });
    const { cohorts } = await getRetention(ctx, { ...ASKED, period, ...names });
    const found = cohorts.flatMap(({ people, back }, cohort) => [
      [`${cohort} -1`, people] as const,
      ...back.map((count, offset) => [`${cohort} ${offset}`, count] as const),
    ]);
    expect(Object.fromEntries(found.filter(([, count]) => count))).toEqual(Object.fromEntries(expected));
  });

  test("what is not over yet is not told as nobody", async () => {
    const { cohorts } = await getRetention(ctx, { from: "2026-01-04", to: "2026-01-06", period: "day" });
    expect(cohorts.map(({ back }) => back)).toEqual([[0, null, null], [null, null], [null]]);
  });

  test.each([{ depth: 4 }, { depth: 3, start: "Added" }])("paths of %j follow every visit", async (asked) => {
    const inside = events.filter(({ t }) => t >= FROM && t < TO);
    const { links, visits } = await getPaths(ctx, { ...ASKED, ...asked });
    const found = links.map(({ step, from, to, visits: count }) => [`${step} ${from} ${to}`, count]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(referencePaths(inside, asked)));
    expect(visits).toBe(links.filter(({ step }) => step === 1).reduce((sum, link) => sum + link.visits, 0));
  });

  test("each attribution model gives away every conversion once", async () => {
    const asked = { conversion: "Bought", lookbackDays: 5 };
    const answer = await getAttribution(ctx, { ...ASKED, ...asked });
    const expected = referenceAttribution(events, { ...asked, from: FROM, to: TO });
    expect(answer.channels.map(({ source }) => String(source)).sort()).toEqual([...expected.keys()].sort());
    for (const { source, credit } of answer.channels) {
      for (const [model, { conversions, valueCents }] of Object.entries(expected.get(String(source)) ?? {})) {
        const found = credit[model as keyof typeof credit]; // as: both name the four models
        expect([found.conversions, found.valueCents]).toEqual([
          expect.closeTo(conversions, 6),
          expect.closeTo(valueCents, 3),
        ]);
      }
    }
    const bought = events.filter(({ name, t }) => name === "Bought" && t >= FROM && t < TO);
    expect([answer.conversions, answer.valueCents]).toEqual([
      bought.length,
      bought.reduce((sum, { cents = 0 }) => sum + cents, 0),
    ]);
    const given = answer.channels.reduce((sum, { credit }) => sum + credit.position.conversions, 0);
    expect(given).toBeCloseTo(bought.length, 6);
  });

  test("the dashboard's days are the events', people counted once a day", async () => {
    const { days, top } = await getDashboard(ctx, { ...ASKED, conversion: "Bought" });
    const expected = Array.from({ length: 14 }, (_, day) => {
      const own = events.filter(({ t }) => Math.floor((t - FROM) / DAY_MS) === day);
      return [
        own.length,
        new Set(own.map(({ person }) => person)).size,
        own.filter(({ name }) => name === "Bought").length,
      ];
    });
    expect(days.map(({ events: count, people, conversions }) => [count, people, conversions])).toEqual(expected);
    expect(top.reduce((sum, { events: count }) => sum + count, 0)).toBe(
      expected.reduce((sum, [count = 0]) => sum + count, 0),
    );
  });
});
