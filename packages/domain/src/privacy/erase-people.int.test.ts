import type { LoggedPrivacyAct } from "@rapport/contracts/log";
import { claimPrivacyRequests } from "@rapport/store/queries/privacy-requests";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { findWords, insertMadeUp, listColumns, listTables } from "@rapport/testkit/store/made-up-rows";
import { readRows } from "@rapport/testkit/store/open-test-store";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkAudit } from "../audit/check-audit.ts";
import type { Context } from "../context.ts";
import type { EnrichedEvent } from "../events/enriched-event.ts";
import { recordEvents } from "../events/record-events.ts";
import { findProfile } from "../profiles/find-profile.ts";
import { formatProfileId } from "../profiles/profile-id.ts";
import { subjectIdOf } from "../recommendations/find-subject.ts";
import { ensureProject } from "../workspaces/projects.ts";
import { finishErasures, sweepErasures } from "./finish-erasures.ts";
import { PERSONAL_TABLES } from "./personal-tables.ts";
import { getPrivacyRequest } from "./read-privacy-requests.ts";

const AT = Date.UTC(2026, 0, 5, 12);
const MINUTE_MS = 60_000;
let projects = 0;
let acts = 0;
const projectsWithAccount = new Set<string>();

describeOnBothEngines("erasing people", ({ store }) => {
  async function open() {
    const { services, clock } = createTestServices(store(), AT, ++projects);
    const slug = `erasing-${projects}`;
    const { id: projectId } = await ensureProject(services, { slug, name: slug });
    const ctx = { ...services, projectId, actor: { kind: "system" } as const };
    let offset = 0;
    const record = (...batch: Partial<EnrichedEvent>[]) =>
      recordEvents(services, {
        logId: projectId,
        steps: [{ partition: 0, from: offset, to: ++offset }],
        events: batch.map((event) => enrichedEvent({ anonymousId: undefined, ...event, projectId })),
      });
    const act = async (who: Partial<EnrichedEvent>, what: Partial<LoggedPrivacyAct>, receivedAtMs = clock.nowMs) => {
      const privacy: LoggedPrivacyAct = {
        id: `prq_${++acts}`,
        act: "erase",
        suppress: true,
        requestedBy: "system",
        ...what,
      };
      await record({ ...who, name: privacy.act, receivedAtMs, privacy });
      return privacy.id;
    };
    return { services, clock, projectId, ctx, record, act };
  }
  type Opened = Awaited<ReturnType<typeof open>>;

  /** A person whose every id, name and text holds the word, known to every part of the product. */
  async function makePerson({ ctx, projectId, services, record }: Opened, word: string): Promise<string> {
    const userId = `${word}-user`;
    const properties = { note: `${word} was here`, product_id: "kettle" };
    await record({ anonymousId: `${word}-device`, payload: { properties } });
    await record({ userId: `${word}-other-user`, payload: { properties } });
    await record({
      type: "identify",
      userId,
      anonymousId: `${word}-device`,
      payload: { traits: { email: `${word}@example.com`, name: `Mx ${word}`, "first seen as": word } },
    });
    const alias = { type: "alias", name: "alias", trusted: true, userId } as const;
    await record({ ...alias, payload: { previousId: `${word}-other-user`, previousKind: "user" } });
    const id = (await profileOf(ctx, userId)) ?? "";
    const space = { projectId, name: "behaviour", dimension: 2 };
    await services.vectors.upsert(space, [{ id, vector: Float32Array.of(1, 0) }]);
    const json = JSON.stringify({ person: { userId, email: `${word}@example.com` }, note: `For ${word}-user.` });
    for (const [table, way] of Object.entries(PERSONAL_TABLES)) {
      if ("profiles" in way) for (const column of way.profiles) await addRow(table, { [column]: id });
      // One row of a project: the first person's.
      const isTaken = table === "sandbox_accounts" && projectsWithAccount.has(projectId);
      if (table === "sandbox_accounts") projectsWithAccount.add(projectId);
      if ("texts" in way && !isTaken)
        await addRow(table, Object.fromEntries([...way.texts, ...(way.keys ?? [])].map((c) => [c, json])));
    }
    await addRow("segment_members", { profile_id: id, segment_id: "seg_1" });
    await addRow("lead_changes", { lead_id: await leadOf(id), reason: `Called ${word}` });
    return id;

    function addRow(table: string, values: Record<string, string>): Promise<void> {
      const day = table === "events" ? { day: String(-(2 ** 25) + ++acts) } : {};
      const kind = table === "audit_entries" ? { seq: String(++acts) } : {};
      return insertMadeUp(store(), table, { project_id: projectId, ...day, ...kind, ...values });
    }
    async function leadOf(profileId: string): Promise<string> {
      const [row] = await readRows(store(), `select id from leads where profile_id = '${profileId}'`);
      return String(row?.id);
    }
  }

  const traces = (word: string, id: string) => findWords(store(), word, id, formatProfileId(id));

  test("leaves no word and no id of theirs in any column of any table, and all of their neighbour's", async () => {
    const opened = await open();
    const { services, clock, ctx, act } = opened;
    const gone = await makePerson(opened, "canary7f3a");
    const stays = await makePerson(opened, "linnet52bc");
    const before = { gone: await traces("canary7f3a", gone), stays: await traces("linnet52bc", stays) };
    // Every table that may know a person knows this one.
    const personal = Object.entries(PERSONAL_TABLES).flatMap(([table, way]) => ("kept" in way ? [] : [table]));
    expect(Object.keys(before.gone).sort()).toEqual(personal.sort());

    const id = await act({ anonymousId: "canary7f3a-device" }, {});
    expect(await profileOf(ctx, "canary7f3a-user")).toBeUndefined();
    expect(await getPrivacyRequest(ctx, id)).toMatchObject({ state: "running", ids: 3, finishedAt: null });
    expect(await finishErasures(services)).toBe(1);
    // The index' followers hear of the deletion by what is left in its row until the second look.
    expect(await traces("canary7f3a", gone)).toEqual({ vector_entries: 1 });
    const request = await getPrivacyRequest(ctx, id);
    expect(request).toMatchObject({ state: "done", act: "erase", suppressed: true, requestedBy: "system" });
    expect(request.counts).toMatchObject({ events: 5, leads: 1, segment_members: 1, agent_runs: 1, dead_letters: 1 });
    clock.nowMs += 16 * MINUTE_MS;
    expect(await sweepErasures(services)).toBe(1);
    expect(await traces("canary7f3a", gone)).toEqual({});
    expect(await traces("linnet52bc", stays)).toEqual(before.stays);
    expect(await readRows(store(), "select 1 from privacy_requests where sealed is not null")).toEqual([]);
    const size = "select sum(entered - exited) as n from segment_sizes where project_id = ";
    expect(Number((await readRows(store(), `${size}'${ctx.projectId}'`))[0]?.n)).toBe(-1);
  });

  test("names every table of the store, and every column with a profile's id: a new table is decided upon or this fails", async () => {
    const tables = await listTables(store());
    expect(Object.keys(PERSONAL_TABLES).sort()).toEqual(tables);
    for (const table of tables) {
      const way = PERSONAL_TABLES[table];
      const columns = (await listColumns(store(), table)).map(({ name }) => name);
      const named = columns.filter((name) => /profile(_id)?$/.test(name) && name !== "profile_ids");
      const known = way && "profiles" in way ? [...way.profiles] : [];
      if (!(way && "own" in way)) expect(known.sort(), table).toEqual(named.sort());
      if (way && "texts" in way)
        expect(columns, table).toEqual(expect.arrayContaining([...way.texts, ...(way.keys ?? [])]));
      const ids = columns.filter((name) => ["user_id", "anonymous_id", "traits"].includes(name));
      if (ids.length > 0 && way && "kept" in way) expect(STAFF_OR_GROUPS, table).toContain(table);
    }
  });

  test("in the middle of a history is the same as a history that began after it", async () => {
    const ids = fc.constantFrom({ userId: "u1" }, { userId: "u1", anonymousId: "d1" }, { anonymousId: "d1" });
    const trait = fc.record({ plan: fc.constantFrom("free", "pro"), n: fc.nat(3) });
    const said = fc.record({ who: ids, traits: trait, name: fc.constantFrom("Viewed", "Ordered") });
    const history = fc.array(said, { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(history, history, fc.integer({ min: 1, max: 3 }), async (earlier, later, size) => {
        const [whole, fresh] = [await open(), await open()];
        const toEvents = (list: typeof later, fromMs: number, tag: string) =>
          list.map(({ who, traits, name }, i): Partial<EnrichedEvent> => {
            const timestampMs = fromMs + i * MINUTE_MS;
            const times = { timestampMs, originalTimestampMs: timestampMs, receivedAtMs: timestampMs };
            const type = i % 2 === 0 ? "identify" : "track";
            return { ...who, ...times, type, name, messageId: `${tag}-${i}`, payload: { traits, properties: traits } };
          });
        const before = toEvents(
          [{ who: { userId: "u1", anonymousId: "d1" }, traits: { plan: "pro", n: 9 }, name: "Viewed" }, ...earlier],
          AT,
          "a",
        );
        const after = toEvents(later, AT + 60 * MINUTE_MS, "b");
        for (let i = 0; i < before.length; i += size) await whole.record(...before.slice(i, i + size));
        await whole.act({ userId: "u1" }, { suppress: false }, AT + 30 * MINUTE_MS);
        await finishErasures(whole.services);
        for (const { record } of [whole, fresh])
          for (let i = 0; i < after.length; i += size) await record(...after.slice(i, i + size));
        // A copy that was on its way on another lane of the log belongs to what was erased.
        await whole.record(...before.slice(0, 1));
        expect(await readPeople(whole.projectId)).toEqual(await readPeople(fresh.projectId));
      }),
      { numRuns: 12, seed: 99 },
    );
  });

  /** Everything of profiles, identities and events but the ids that the store gives. */
  async function readPeople(projectId: string) {
    const profile =
      "user_id, traits, trait_versions, groups, counters, event_count, first_seen_at, last_seen_at, recent_items";
    const of = (columns: string, table: string) =>
      readRows(store(), `select ${columns} from ${table} where project_id = '${projectId}' order by 1, 2`);
    return {
      profiles: (await of(profile, "profiles")).map((row) => JSON.stringify(row)).sort(),
      identities: await of("kind, value", "identities"),
      events: await of("id, name, payload::text", "events"),
    };
  }

  test("suppressed ids are left out, counted and kept nowhere, until that is lifted: then a new person begins", async () => {
    const { clock, projectId, ctx, services, record, act } = await open();
    const ada = { userId: "canary91-ada", anonymousId: "canary91-device" };
    await record(ada);
    const first = await profileOf(ctx, ada.userId);
    await act({ userId: ada.userId }, {});
    await finishErasures(services);
    const later = { receivedAtMs: clock.nowMs + MINUTE_MS };
    const alias = { type: "alias", name: "alias", userId: "bob", payload: { previousId: ada.userId } } as const;
    const recorded = await record(
      { ...later, userId: ada.userId },
      { ...later, userId: "stranger", anonymousId: ada.anonymousId },
      { ...later, ...alias },
      { ...later, userId: "bob" },
    );
    expect(recorded.map(({ event }) => event.userId)).toEqual(["bob"]);
    expect(await findWords(store(), "canary91")).toEqual({});
    const counted = `select code, count from rejected_daily where project_id = '${projectId}'`;
    expect((await readRows(store(), counted)).map(({ code, count }) => [code, Number(count)])).toEqual([
      ["suppressed", 3],
    ]);
    const used = await readRows(store(), `select rejected from usage_daily where project_id = '${projectId}'`);
    expect(used.reduce((sum, { rejected }) => sum + Number(rejected), 0)).toBe(3);

    await act({ anonymousId: ada.anonymousId }, { act: "lift", suppress: false });
    expect(await record({ ...later, ...ada })).toHaveLength(1);
    const second = await profileOf(ctx, ada.userId);
    expect(second).toBeDefined();
    expect(second).not.toBe(first);
  });

  test("decisions for a suppressed stranger, and samples of their broken messages, do not say whose they are", async () => {
    const { clock, services, ctx, act } = await open();
    await act({ userId: "canary92-dora" }, { act: "suppress" });
    const { projectId } = ctx;
    const subject = subjectIdOf(ctx, undefined, { userId: "canary92-dora" }) ?? "";
    const decision = { projectId, placement: "home", items: [], decidedAt: new Date(clock.nowMs) };
    services.decisions.add({ ...decision, id: "dec_1", profileId: subject });
    const message = { code: "wrong_type", pointer: "", message: "must be text", messageId: null };
    services.intake.noteRejected(projectId, clock.nowMs, [
      { ...message, payload: () => ({ text: '{"userId":"canary92-dora","event":5}', truncated: false }) },
      { ...message, payload: () => ({ text: '{"userId":"linnet92","event":"cut sh', truncated: true }) },
    ]);
    await services.decisions.flush();
    await services.intake.flush();
    expect(await findWords(store(), subject)).toEqual({});
    expect(await findWords(store(), "canary92")).toEqual({});
    expect(await findWords(store(), "linnet92")).toEqual({ rejected_events: 1 });
    const kept = `select profile_id from recommendation_decisions where project_id = '${projectId}'`;
    expect(await readRows(store(), kept)).toEqual([{ profile_id: null }]);
  });

  test("only suppressed, a person keeps what they have, and goes on with it when that is lifted", async () => {
    const { clock, ctx, record, act } = await open();
    await record({ userId: "cleo-12", anonymousId: "cleo-device" });
    const id = await profileOf(ctx, "cleo-12");
    await act({ userId: "cleo-12" }, { act: "suppress" });
    clock.nowMs += MINUTE_MS;
    expect(await record({ anonymousId: "cleo-device" })).toEqual([]);
    expect(await profileOf(ctx, "cleo-12")).toBe(id);
    await act({ userId: "cleo-12" }, { act: "lift", suppress: false });
    expect(await record({ anonymousId: "cleo-device" })).toMatchObject([{ profileId: id }]);
  });

  test("the same act twice is one, and what was cut short is gone on with", async () => {
    const { services, ctx, record, act } = await open();
    await record({ userId: "dan-34" });
    const id = await act({ userId: "dan-34" }, { suppress: false });
    await act({ userId: "dan-34" }, { id, suppress: false });
    expect(await getPrivacyRequest(ctx, id)).toMatchObject({ state: "running", ids: 1 });
    const broken = { ...services, vectors: { ...services.vectors, fetch: () => Promise.reject(new Error("away")) } };
    const space = { projectId: ctx.projectId, name: "behaviour", dimension: 2 };
    const [row] = await readRows(store(), `select profile_id from events where user_id = 'dan-34'`);
    await services.vectors.upsert(space, [{ id: String(row?.profile_id), vector: Float32Array.of(1, 0) }]);
    await expect(finishErasures(broken)).rejects.toThrow("away");
    expect(await finishErasures(services)).toBe(1);
    expect(await getPrivacyRequest(ctx, id)).toMatchObject({ state: "done" });
    expect(await readRows(store(), `select 1 from events where user_id = 'dan-34'`)).toEqual([]);
  });

  test("a repeat is done when all is deleted, though the server that had begun is gone; what that had is taken up soon", async () => {
    const { services, clock, ctx, record, act } = await open();
    await record({ userId: "eve-35", anonymousId: "eve-device" });
    const left = () => readRows(store(), `select 1 from events where user_id = 'eve-35'`);
    const first = await act({ userId: "eve-35" }, {});
    const now = new Date(services.now());
    const until = new Date(services.now() + 30_000);
    expect(await claimPrivacyRequests(store().db, { kind: "new", now, until, limit: 5 })).toHaveLength(1);
    const repeat = await act({ userId: "eve-35" }, {});
    expect(await left()).toHaveLength(1);
    expect(await finishErasures(services)).toBe(1);
    expect(await getPrivacyRequest(ctx, repeat)).toMatchObject({ state: "done", counts: { events: 1 } });
    expect(await left()).toEqual([]);
    expect(await getPrivacyRequest(ctx, first)).toMatchObject({ state: "running" });
    clock.nowMs += 31_000;
    expect(await finishErasures(services)).toBe(1);
    expect(await getPrivacyRequest(ctx, first)).toMatchObject({ state: "done" });
  });

  test("takes people out of the audit log without breaking its chain, and the database lets nobody change more", async () => {
    const opened = await open();
    const { services, ctx, record, act } = opened;
    const { appendAuditEntry } = await import("../audit/append-audit-entry.ts");
    await record({ userId: "eva-5678" });
    const change = { action: "mergeUsers", target: "userId=eva-5678", before: null, requestId: "req_1" };
    await appendAuditEntry(ctx, { ...change, after: { identities: [{ kind: "user", value: "eva-5678" }] } });
    await appendAuditEntry(ctx, { ...change, target: "", after: null });
    await act({ userId: "eva-5678" }, {});
    await finishErasures(services);
    expect(await findWords(store(), "eva-5678")).toEqual({});
    expect(await checkAudit(ctx)).toMatchObject({ intact: true, entries: 2, erased: 1 });
    const where = `where project_id = '${ctx.projectId}'`;
    for (const change of ["actor = 'x'", "erased_by = 'prq_1', hash = 'x'", "target = 'x', erased_by = null"])
      await expect(readRows(store(), `update audit_entries set ${change} ${where}`)).rejects.toThrow();
  });
});

/** Tables with such columns that are not about end users. */
const STAFF_OR_GROUPS = ["member_sessions", "member_credentials", "member_two_factors", "member_passkeys", "groups"];

async function profileOf(ctx: Context, userId: string): Promise<string | undefined> {
  return (await findProfile(ctx, userId))?.id;
}
