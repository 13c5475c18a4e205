import type { PutLeadCriteria } from "@rapport/contracts/leads";
import { beginLeads } from "@rapport/store/queries/lead-criteria";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { expect, test } from "vitest";
import type { Context } from "../context.ts";
import { recordEvents } from "../events/record-events.ts";
import { DAY_MS } from "../intents/action-history.ts";
import { assignLead, moveLead } from "./change-lead.ts";
import { getLeadCriteria, putLeadCriteria } from "./criteria.ts";
import { exportLeads } from "./files/export-leads.ts";
import { importLeads } from "./files/import-leads.ts";
import { getLead, listLeads } from "./list-leads.ts";
import { scoreLeads } from "./score-leads.ts";

let projects = 0;
const GRANTED = { consent: { categoryPreferences: { marketing: true } } };
const DENIED = { consent: { categoryPreferences: { marketing: false } } };

describeOnBothEngines("leads", ({ store }) => {
  const begin = () => {
    const { services, clock } = createTestServices(store());
    const ctx: Context = {
      ...services,
      projectId: `prj_lead_${++projects}`,
      actor: { kind: "member", memberId: "mem_1" },
    };
    return { ctx, clock };
  };
  const record = (ctx: Context, ...events: object[]) =>
    recordEvents(ctx, {
      logId: ctx.projectId,
      steps: [],
      events: events.map((event) => enrichedEvent({ anonymousId: undefined, ...event, projectId: ctx.projectId })),
    });
  const person = (userId: string, traits: object, context: object = GRANTED) => {
    return { type: "identify", name: "identify", userId, payload: { traits, context } };
  };
  const did = (userId: string, name: string, timestampMs: number) => ({ userId, name, timestampMs });
  const score = async (ctx: Context) => {
    await beginLeads(store().db, ctx.projectId);
    return scoreLeads(ctx, { everybody: true });
  };
  const criteria = (over: Partial<PutLeadCriteria> = {}): PutLeadCriteria => ({
    consent: "marketing",
    fit: [
      { key: "pro", name: "On the pro plan", text: 'trait plan = "pro"', points: 60 },
      { key: "orders", name: "Bought twice", text: 'did "Order Completed" at least 2 times', points: 40 },
      { key: "student", name: "Studies", text: "trait student = true", points: -50 },
    ],
    signals: [{ event: "Product Viewed", points: 4 }],
    otherPoints: 0,
    halfLifeDays: 10,
    halfPoints: 8,
    goal: "purchase",
    thresholds: { a: 70, b: 40, one: 70, two: 40 },
    ...over,
  });
  const best = async (ctx: Context) => (await listLeads(ctx, { limit: 10 })).data[0];

  test("people are graded by two axes, and every point of a score has a reason with what it rests on", async () => {
    const { ctx, clock } = begin();
    const views = [0, 10, 20].map((days) => did("ada", "Product Viewed", clock.nowMs - days * DAY_MS));
    const orders = [5, 6].map((days) => did("ada", "Order Completed", clock.nowMs - days * DAY_MS));
    await record(ctx, person("ada", { plan: "pro", email: "ada@firm.example" }), ...views, ...orders);
    await putLeadCriteria(ctx, criteria());
    expect(await score(ctx)).toEqual({ people: 1, found: 1, withoutConsent: 0 });
    const lead = await best(ctx);
    // Four points, halved after ten days and again: 7, of which 8 more make the half.
    expect(lead).toMatchObject({ userId: "ada", grade: "A2", fit: 100, engagement: expect.closeTo(100 * (7 / 15), 6) });
    expect(lead?.reasons).toMatchObject([
      { code: "pro", points: 60, evidence: 'plan is "pro"' },
      { code: "orders", points: 40, evidence: expect.stringContaining("2 times") },
      { code: "event:Product Viewed", evidence: expect.stringMatching(/^3 times, the last on 2026-01-05$/) },
    ]);
    const sumOf = (axis: string) =>
      lead?.reasons.filter((reason) => reason.axis === axis).reduce((sum, { points }) => sum + points, 0);
    expect([sumOf("fit"), sumOf("engagement")]).toEqual([lead?.fit, expect.closeTo(lead?.engagement ?? 0, 9)]);
  });

  test("who has not agreed to be contacted is no lead, and ceases to be one at the moment they withdraw it", async () => {
    const { ctx, clock } = begin();
    const traits = { plan: "pro" };
    await record(ctx, person("yes", traits), person("no", traits, DENIED), person("silent", traits, {}));
    await putLeadCriteria(ctx, criteria());
    expect(await score(ctx)).toMatchObject({ found: 1, withoutConsent: 2 });
    const lead = await best(ctx);
    await record(ctx, { ...person("yes", {}, DENIED), timestampMs: clock.nowMs + 1_000 });
    expect(await listLeads(ctx, { limit: 10 })).toEqual({ data: [], nextCursor: null });
    await expect(getLead(ctx, { id: lead?.id ?? "" })).rejects.toMatchObject({ code: "not_found" });
    await expect(moveLead(ctx, { id: lead?.id ?? "", stage: "won", reason: "" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("scores fall with time, follow new events, and a lead that cools down stays one with its history", async () => {
    const { ctx, clock } = begin();
    await record(
      ctx,
      person("ada", {}),
      did("ada", "Product Viewed", clock.nowMs),
      did("ada", "Product Viewed", clock.nowMs),
    );
    await putLeadCriteria(ctx, criteria());
    await score(ctx);
    expect(await best(ctx)).toMatchObject({ grade: "C2", engagement: 50 });
    clock.nowMs += 20 * DAY_MS;
    expect(await scoreLeads(ctx, { everybody: false })).toMatchObject({ people: 1, found: 0 });
    expect(await best(ctx)).toMatchObject({ grade: "C3", engagement: 20 });
    await record(ctx, did("ada", "Product Viewed", clock.nowMs));
    expect(await scoreLeads(ctx, { everybody: false })).toMatchObject({ found: 0 });
    expect(await best(ctx)).toMatchObject({ grade: "C2", reasons: [{ evidence: expect.stringMatching(/^3 times/) }] });
    expect(await scoreLeads(ctx, { everybody: false })).toMatchObject({ people: 0 });
  });

  test("stages and owners keep their history, only members own leads, and another project sees nothing", async () => {
    const { ctx } = begin();
    await record(
      ctx,
      person("ada", { plan: "pro", company: "Firm_1" }),
      person("bea", { plan: "pro", company: "Firmx1" }),
    );
    await putLeadCriteria(ctx, criteria());
    await score(ctx);
    const [first, second] = (await listLeads(ctx, { limit: 10 })).data;
    const id = first?.id ?? "";
    await moveLead(ctx, { id, stage: "contacted", reason: "Rang" });
    await moveLead(ctx, { id, stage: "contacted", reason: "again" });
    expect(await getLead(ctx, { id })).toMatchObject({
      stage: "contacted",
      changes: [{ actor: "mem_1", what: "stage", from: "new", to: "contacted", reason: "Rang" }],
    });
    await expect(assignLead(ctx, { id, ownerId: "mem_0" })).rejects.toMatchObject({
      fields: [{ pointer: "/ownerId" }],
    });
    const page = await listLeads(ctx, { limit: 1 });
    const rest = await listLeads(ctx, { limit: 1, cursor: page.nextCursor ?? "" });
    expect([...page.data, ...rest.data].map((lead) => lead.id)).toEqual([first?.id, second?.id]);
    const only = async (filter: object) => (await listLeads(ctx, { limit: 9, ...filter })).data.map((lead) => lead.id);
    expect(await only({ stage: "contacted" })).toEqual([id]);
    expect(await only({ search: "firm_1" })).toHaveLength(1);
    expect(await only({ owner: "none", grade: "B3", minScore: 0 })).toHaveLength(2);
    const other = { ...ctx, projectId: `${ctx.projectId}_other` };
    expect((await listLeads(other, { limit: 9 })).data).toEqual([]);
    await expect(getLead(other, { id })).rejects.toMatchObject({ code: "not_found" });
  });

  test("by last seen, the list goes on where its page ended, in the order as of the last scoring", async () => {
    const { ctx } = begin();
    const now = ctx.now();
    const seen = (userId: string, agoMs: number) => ({
      ...person(userId, { plan: "pro" }),
      timestampMs: now - agoMs,
    });
    await record(ctx, seen("early", 3_000), seen("late", 1_000), seen("middle", 2_000));
    await putLeadCriteria(ctx, criteria());
    await score(ctx);
    const list = async () => {
      const page = await listLeads(ctx, { limit: 2, sort: "active" });
      const rest = await listLeads(ctx, { limit: 2, sort: "active", cursor: page.nextCursor ?? "" });
      return [...page.data, ...rest.data].map((lead) => lead.userId);
    };
    expect(await list()).toEqual(["late", "middle", "early"]);
    await record(ctx, did("early", "Product Viewed", now));
    await scoreLeads(ctx, { everybody: false });
    expect(await list()).toEqual(["early", "late", "middle"]);
    expect(await best(ctx)).not.toHaveProperty("seenAt");
  });

  test("two people who turn out to be one are one lead, with the history of both", async () => {
    const { ctx } = begin();
    await record(ctx, person("ada", { plan: "pro" }), person("ada.old", { plan: "pro" }));
    await putLeadCriteria(ctx, criteria());
    await score(ctx);
    const leads = (await listLeads(ctx, { limit: 9 })).data;
    const old = leads.find(({ userId }) => userId === "ada.old");
    await moveLead(ctx, { id: old?.id ?? "", stage: "qualified", reason: "Called back" });
    const payload = { previousId: "ada.old", previousKind: "user" };
    await record(ctx, { type: "alias", name: "alias", trusted: true, userId: "ada", payload });
    const merged = (await listLeads(ctx, { limit: 9 })).data;
    expect(merged).toMatchObject([{ stage: "qualified" }]);
    expect((await getLead(ctx, { id: merged[0]?.id ?? "" })).changes).toMatchObject([{ reason: "Called back" }]);
  });

  test("criteria that cannot be asked are refused with the place; every project begins with some that work", async () => {
    const { ctx } = begin();
    const wrong = (text: string) => criteria({ fit: [{ key: "a", name: "A", text, points: 1 }] });
    await expect(putLeadCriteria(ctx, wrong("trait"))).rejects.toMatchObject({ fields: [{ pointer: "/fit/0/text" }] });
    await expect(putLeadCriteria(ctx, wrong("intent nothing > 0.5"))).rejects.toMatchObject({
      fields: [{ pointer: "/fit/0/text", message: expect.stringContaining("nothing") }],
    });
    await expect(putLeadCriteria(ctx, criteria({ goal: "fame" }))).rejects.toMatchObject({
      fields: [{ pointer: "/goal" }],
    });
    const traits = { email: "ada@firm.example", company: "Firm", title: "Head of buying" };
    await record(
      ctx,
      person("ada", traits),
      person("desk", { email: "info@firm.example" }),
      person("free", { email: "a@GMAIL.com" }),
    );
    await score(ctx);
    const fits = (await listLeads(ctx, { limit: 9 })).data.map(({ userId, fit }) => [userId, fit]);
    expect(await getLeadCriteria(ctx)).toMatchObject({ version: 0 });
    expect(fits).toEqual([
      ["ada", 100],
      ["desk", 40],
    ]);
  });

  test("a file says first what it would change, then changes that and nothing twice, and loses no row", async () => {
    const { ctx } = begin();
    await record(
      ctx,
      person("ada", { email: "Ada@firm.example", company: "Firm" }),
      ...["twin-1", "twin-2"].map((id) => person(id, { email: "twin@firm.example" })),
    );
    const lane = {
      append: async ({ events }: { events: readonly object[] }) => {
        await record(ctx, ...events);
        return "";
      },
      waitFor: async () => true,
    };
    const text = [
      "Work e-mail;Company;Number of employees;Opt-in;Notes",
      'ada@firm.example;"Firm; Ltd";40;;',
      "bea@shop.example;Shop;7;yes;'=1+1",
      "cid@shop.example;Shop;;no;",
      "twin@firm.example;Firm;;yes;",
      "bea@shop.example;Again;;yes;",
      "nobody;;;;",
      "dot@shop.example;;;perhaps;",
      ";Shop;;;",
      "too;few",
    ].join("\r\n");
    const load = (dryRun: boolean) => importLeads(ctx, lane, { text, dryRun });
    const dry = await load(true);
    expect(dry).toMatchObject({ rows: 9, created: 2, changed: 1, unchanged: 0, rejected: 6, withoutConsent: 1 });
    expect(dry.columns.map(({ trait }) => trait)).toEqual(["email", "company", "employees", "consent", "Notes"]);
    expect(dry.differences[0]).toEqual({
      row: 2,
      userId: "ada",
      effect: "changed",
      changes: [
        { trait: "email", from: "Ada@firm.example", to: "ada@firm.example" },
        { trait: "company", from: "Firm", to: "Firm; Ltd" },
        { trait: "employees", from: null, to: "40" },
      ],
    });
    expect(dry.errors.map(({ row, column }) => [row, column])).toEqual([
      [5, "email"],
      [6, "email"],
      [7, "Work e-mail"],
      [8, "Opt-in"],
      [9, "email"],
      [10, ""],
    ]);
    expect((await listLeads(ctx, { limit: 9 })).data).toEqual([]);
    expect(await load(false)).toMatchObject({ created: 2, changed: 1, newLeads: 2 });
    const found = (await listLeads(ctx, { limit: 9, search: "bea" })).data;
    expect(found).toMatchObject([{ source: "import", traits: { employees: 7, Notes: "=1+1", company: "Shop" } }]);
    expect(await load(false)).toMatchObject({ created: 0, changed: 0, unchanged: 3, newLeads: 0 });
  });

  test("a file that was exported can be imported again, and holds no formula for a spreadsheet to run", async () => {
    const { ctx } = begin();
    await record(
      ctx,
      person("ada", { plan: "pro", email: "ada@firm.example", name: '=HYPERLINK("http://a.example")' }),
    );
    await putLeadCriteria(ctx, criteria());
    await score(ctx);
    let text = "";
    for await (const part of exportLeads(ctx, {})) text += part;
    expect(text).toContain(`"'=HYPERLINK(""http://a.example"")"`);
    const lane = { append: async () => "", waitFor: async () => true };
    expect(await importLeads(ctx, lane, { text, dryRun: true })).toMatchObject({ rows: 1, unchanged: 1, errors: [] });
  });
});
