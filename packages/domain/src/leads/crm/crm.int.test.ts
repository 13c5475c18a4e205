import { CRM_LIMITS, exportToCrmSchema, importFromCrmSchema } from "@rapport/contracts/lead-crm";
import { openFakeHubspot, openFakeSalesforce } from "@rapport/testkit/crm/open-fake-crm";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { afterEach, expect, test } from "vitest";
import type { Context } from "../../context.ts";
import { recordEvents } from "../../events/record-events.ts";
import type { ReplayLane } from "../../events/replay-dead-letters.ts";
import { findLeads } from "../find-leads.ts";
import { getLead, listLeads } from "../list-leads.ts";
import { exportToCrm } from "./export-to-crm.ts";
import { importFromCrm } from "./import-from-crm.ts";

let projects = 0;
const granted = (marketing: boolean) => ({ consent: { categoryPreferences: { marketing } } });

describeOnBothEngines("leads and CRMs", ({ store }) => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });
  async function begin(engine: "hubspot" | "salesforce" = "hubspot") {
    const { services, clock } = createTestServices(store());
    const now = () => clock.nowMs;
    const hubspot = await openFakeHubspot(now);
    const salesforce = await openFakeSalesforce(now);
    ends.push(hubspot.close, salesforce.close);
    const projectId = `prj_crm_${++projects}`;
    const { crm } = engine === "hubspot" ? hubspot : salesforce;
    const crms = { open: async (id: string) => (id === projectId ? crm : undefined) };
    const ctx: Context = { ...services, crms, projectId, actor: { kind: "member", memberId: "mem_1" } };
    const record = (...people: { userId: string; traits: object; consents?: boolean }[]) =>
      recordEvents(ctx, {
        logId: ctx.projectId,
        steps: [],
        events: people.flatMap(({ userId, traits, consents = true }) => {
          const payload = { traits, context: granted(consents) };
          const shared = { projectId, anonymousId: undefined, userId, timestampMs: clock.nowMs };
          const known = enrichedEvent({ ...shared, type: "identify", name: "identify", payload });
          return [known, enrichedEvent({ ...shared, name: "Demo Requested" })];
        }),
      });
    const lane: ReplayLane = {
      append: async ({ events }) => {
        const enriched = events.map((event) => enrichedEvent({ ...event, projectId }));
        await recordEvents(ctx, { logId: `${projectId}-crm`, steps: [], events: enriched });
        return "0:0";
      },
      waitFor: async () => true,
    };
    const send = (input: object) => exportToCrm(ctx, exportToCrmSchema.parse({ crm: engine, ...input }));
    const take = (input: object) => importFromCrm(ctx, lane, importFromCrmSchema.parse({ crm: engine, ...input }));
    const find = () => findLeads(ctx, { limit: 50, minScore: 0 });
    return { ctx, clock, record, send, take, find, hubspot, salesforce };
  }
  const ada = { email: "ada@firm.example", name: "Ada Byron King", company: "Firm", website: "https://firm.example/" };

  test("a dry run says what a CRM would get and writes nothing; then it gets that, once, and the lead's history says so", async () => {
    const { ctx, record, send, find, hubspot } = await begin();
    hubspot.put({ email: "bea@firm.example", company: "Former", website: "firm.example" });
    await record({ userId: "ada", traits: ada }, { userId: "bea", traits: { ...ada, email: "Bea@firm.example" } });
    await record(
      { userId: "cy", traits: { company: "Firm" } },
      { userId: "di", traits: { ...ada, email: "ada@FIRM.example" } },
    );
    await find();
    const dry = await send({});
    expect(dry).toMatchObject({
      dryRun: true,
      leads: 4,
      created: 1,
      changed: 1,
      withoutEmail: 1,
      failed: 1,
      stopped: null,
    });
    expect(dry.errors[0]?.message).toContain("the same address as lead");
    const [, ofBea] = dry.differences.toSorted((a, b) => a.email.localeCompare(b.email));
    // What stands there stands; the website is the same one in another form.
    expect(ofBea).toMatchObject({ email: "bea@firm.example", effect: "changed", contactId: "51" });
    expect(ofBea?.changes).toEqual([
      { field: "firstName", from: null, to: "Ada Byron" },
      { field: "lastName", from: null, to: "King" },
    ]);
    expect(hubspot.contacts()).toHaveLength(1);
    const real = await send({ dryRun: false });
    expect(real).toMatchObject({ ...dry, dryRun: false, differences: expect.any(Array) });
    expect(hubspot.contacts()).toMatchObject([
      { email: "bea@firm.example", company: "Former", firstname: "Ada Byron", lastname: "King" },
      { email: "ada@firm.example", company: "Firm" },
    ]);
    expect(await send({ dryRun: false })).toMatchObject({ created: 0, changed: 0, unchanged: 2 });
    const leadId = ofBea?.leadId ?? "";
    const { changes } = await getLead(ctx, { id: leadId });
    expect(changes).toMatchObject([{ what: "crm", from: "changed", to: "hubspot 51", actor: "mem_1" }]);
    const over = await send({ leadIds: [leadId], overwrite: true, facts: { grade: "rapport_grade" } });
    const [{ changes: replaced } = { changes: [] }] = over.differences;
    expect(replaced).toEqual([
      { field: "company", from: "Former", to: "Firm" },
      { field: "rapport_grade", from: null, to: expect.stringMatching(/^[ABC][123]$/) },
    ]);
  });

  test("who does not agree to be contacted is written nowhere, and another project is connected to nothing", async () => {
    const { ctx, clock, record, send, find, hubspot } = await begin();
    await record({ userId: "ada", traits: ada });
    const [lead] = await find();
    clock.nowMs += 1_000;
    await record({ userId: "ada", traits: {}, consents: false });
    expect(await send({ dryRun: false })).toMatchObject({ leads: 0 });
    expect(await send({ dryRun: false, leadIds: [lead?.id] })).toMatchObject({
      failed: 1,
      errors: [{ leadId: lead?.id, message: expect.stringContaining("may not be contacted") }],
    });
    expect(hubspot.contacts()).toEqual([]);
    const other = exportToCrm({ ...ctx, projectId: "prj_other" }, exportToCrmSchema.parse({ crm: "hubspot" }));
    await expect(other).rejects.toMatchObject({ code: "conflict" });
  });

  test.each(["hubspot", "salesforce"] as const)(
    "an answer of %s that is lost makes nobody twice: what stands there is read back first",
    async (engine) => {
      const { record, send, find, hubspot, salesforce } = await begin(engine);
      const fake = engine === "hubspot" ? hubspot : salesforce;
      const faults = ["timeout after", "reset after", "truncated answer", "500 after", "200 in HTML"];
      for (const [number, fault] of faults.entries()) {
        const two = ["a", "b"].map((letter) => `${letter}${number}`);
        await record(...two.map((userId) => ({ userId, traits: { ...ada, email: `${userId}@firm.example` } })));
        await find();
        // The first request reads, the second one writes.
        fake.inject(fault, 1);
        const unchanged = 2 * number;
        expect(await send({ dryRun: false }), fault).toMatchObject({ created: 2, unchanged, failed: 0, stopped: null });
        expect(engine === "hubspot" ? hubspot.contacts() : salesforce.leads()).toHaveLength(unchanged + 2);
      }
    },
  );

  test("an exchange that is stopped says why and when to go on, and goes on where it was", async () => {
    const { record, send, find, hubspot } = await begin();
    const people = Array.from({ length: 120 }, (_, n) => ({
      userId: `u${n}`,
      traits: { ...ada, email: `u${n}@firm.example` },
    }));
    await record(...people);
    await find();
    hubspot.inject("daily quota", 3);
    const first = await send({ dryRun: false });
    expect(first).toMatchObject({ leads: 120, created: 100, stopped: { reason: "later", retryAfterSeconds: 3_600 } });
    expect(first.differences).toHaveLength(CRM_LIMITS.named);
    expect(await send({ dryRun: false })).toMatchObject({ created: 20, unchanged: 100, stopped: null });
    expect(hubspot.contacts()).toHaveLength(120);
    hubspot.inject("missing scope", 0);
    expect(await send({})).toMatchObject({ stopped: { reason: "reconnect", retryAfterSeconds: null } });
    hubspot.heal();
    expect(await send({ facts: { score: "no_such_field" } })).toMatchObject({
      stopped: { reason: "refused", message: expect.stringContaining("no_such_field") },
    });
  });

  test("people come from a CRM page by page, once, and whoever opted out there or withdrew here is no lead", async () => {
    const { ctx, clock, record, take, hubspot } = await begin();
    await record({ userId: "dan", traits: { email: "dan@firm.example" }, consents: false });
    clock.nowMs += 1_000;
    for (const name of ["ann", "bob", "cat", "dan", "eve"]) {
      const out: Record<string, string> = name === "bob" ? { hs_email_optout: "true" } : {};
      hubspot.put({ email: `${name}@firm.example`, jobtitle: "Buyer", ...out });
    }
    expect(await take({ consent: "granted" })).toMatchObject({
      rows: 5,
      created: 4,
      changed: 1,
      newLeads: 0,
      withoutConsent: 2,
    });
    expect((await listLeads(ctx, { limit: 10 })).data).toEqual([]);
    const first = await take({ dryRun: false, consent: "granted", limit: 3 });
    expect(first).toMatchObject({ rows: 3, created: 3, newLeads: 2, nextCursor: "3" });
    const rest = await take({ dryRun: false, consent: "granted", cursor: first.nextCursor ?? "" });
    expect(rest).toMatchObject({ rows: 2, newLeads: 1, nextCursor: null });
    const leads = (await listLeads(ctx, { limit: 10 })).data;
    expect(leads.map(({ userId }) => userId).sort()).toEqual([
      "ann@firm.example",
      "cat@firm.example",
      "eve@firm.example",
    ]);
    expect(leads[0]).toMatchObject({ source: "crm", traits: { title: "Buyer" } });
    expect(await take({ dryRun: false, consent: "granted" })).toMatchObject({ unchanged: 5, newLeads: 0 });
    hubspot.inject("revoked access", 0);
    await expect(take({})).rejects.toMatchObject({ code: "conflict" });
    hubspot.heal();
    hubspot.inject("429 with Retry-After", 0);
    await expect(take({})).rejects.toMatchObject({ code: "unavailable", retryAfterSeconds: 7 });
  });
});
