import { deadLetterPageSchema, replayAnswerSchema } from "@rapport/contracts/dead-letters";
import { REJECTED_LIMITS, rejectedPageSchema } from "@rapport/contracts/rejected";
import { logBatch, loggedEvent } from "@rapport/testkit/factories/enriched-events";
import { trackMessage } from "@rapport/testkit/factories/messages";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await composeTestServer();
});
afterAll(() => server?.close());

const rejectedOf = async (key: string, query = "") =>
  rejectedPageSchema.parse(await (await server.ask(`/api/v1/events/rejected${query}`, { key })).json());
const deadOf = async (key: string) =>
  deadLetterPageSchema.parse(await (await server.ask("/api/v1/events/dead", { key })).json()).data;
const replay = async (key: string, body: object) =>
  replayAnswerSchema.parse(await (await server.ask("/api/v1/events/dead/replay", { key, body })).json());
const run = (statement: string) => readRows(server.composition().services.store, statement);

describe("a rejected message", () => {
  test("is kept as a sample with its place, its reason and what was sent, without the key", async () => {
    const { writeKey, secretKey } = await server.addProject("samples");
    const bad = { type: "track", messageId: "m-1", anonymousId: "a", writeKey, properties: { n: 1 } };
    expect((await server.ask("/v1/track", { body: bad })).status).toBe(400);
    expect(
      (await server.send([trackMessage(), { ...bad, event: "E", properties: { a: "\0" } }], writeKey)).status,
    ).toBe(200);
    const { data, counts } = await rejectedOf(secretKey);
    expect(data).toMatchObject([
      { code: "invalid_text", pointer: "/properties/a", messageId: "m-1", truncated: false },
      { code: "missing_field", pointer: "/event", message: expect.stringContaining("required") },
    ]);
    expect(JSON.parse(data[1]?.payload ?? "")).toEqual({ ...bad, writeKey: undefined });
    expect(data.map(({ payload }) => payload).join()).not.toContain(writeKey);
    expect(counts.map(({ code, count }) => [code, count])).toEqual(
      expect.arrayContaining([
        ["invalid_text", 1],
        ["missing_field", 1],
      ]),
    );
    expect((await rejectedOf(secretKey, "?code=missing_field")).data).toHaveLength(1);
    expect((await rejectedOf(server.secretKey)).data).toEqual([]);
  });

  test("is cut to 4 KB, between characters", async () => {
    const { writeKey, secretKey } = await server.addProject("cut");
    await server.send([{ type: "track", anonymousId: "a", properties: { text: "☕".repeat(3_000) } }], writeKey);
    const [sample] = (await rejectedOf(secretKey)).data;
    expect(sample?.truncated).toBe(true);
    expect(Buffer.byteLength(sample?.payload ?? "")).toBeLessThanOrEqual(REJECTED_LIMITS.sampleBytes);
    expect(sample?.payload).toMatch(/☕$/);
  });

  test("is counted for good and sampled to a bound, whatever a sender who owns the public key does, across restarts", async () => {
    const { writeKey, secretKey, projectId } = await server.addProject("flood");
    const flood = Array.from({ length: 2_500 }, (_, i) => (i % 5 === 0 ? { type: "odd" } : { type: "page" }));
    const send = async (messages: readonly unknown[]) => (await server.send(messages, writeKey)).status;
    expect(await send(flood)).toBe(400);
    expect(await send(flood)).toBe(400);
    await rejectedOf(secretKey);
    await server.restart();
    expect(await send(flood)).toBe(400);
    // One broken client does not hide another.
    expect(await send([{ type: "track", userId: {} }])).toBe(400);
    const { counts, data } = await rejectedOf(secretKey);
    expect(Object.fromEntries(counts.map(({ code, count }) => [code, count]))).toEqual({
      missing_field: 6_000,
      unknown_type: 1_500,
      wrong_type: 1,
    });
    expect(data[0]).toMatchObject({ code: "wrong_type", pointer: "/userId" });
    const [row] = await run(`select count(*)::int as n from rejected_events where project_id = '${projectId}'`);
    expect(row?.n).toBeLessThanOrEqual(2 * REJECTED_LIMITS.samplesPerCode + 1);
  });

  test("costs the answer no wait for the store", async () => {
    // The key is known from here on: only the note could make the answer wait.
    expect((await server.send([trackMessage()])).status).toBe(200);
    const { store } = server.composition().services;
    const gate = Promise.withResolvers<void>();
    const held = store.withTransaction(() => gate.promise);
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push((await server.send([{ type: "odd" }])).status);
    gate.resolve();
    await held;
    expect(answers).toEqual([400, 400, 400, 400, 400]);
  });
});

describe("a dead letter", () => {
  /** Puts events on the log whose name the database refuses until the test allows it. */
  async function refuse(slug: string, count: number) {
    const project = await server.addProject(slug);
    await run(`alter table events add constraint "${slug}" check (name <> 'Refused ${slug}')`);
    const events = Array.from({ length: count }, (_, i) =>
      loggedEvent({ name: `Refused ${slug}`, anonymousId: `d${i}`, payload: { properties: { place: i } } }),
    );
    const batch = logBatch(project.projectId, events, {
      trusted: true,
      userAgent: "Mozilla/5.0 (X11; Linux) Firefox/130.0",
    });
    await server.settle(await server.composition().lane.append(batch));
    return { ...project, events, allow: () => run(`alter table events drop constraint "${slug}"`) };
  }
  const storedIn = async (projectId: string) =>
    run(`select message_id, id::text as id, enrichment, payload from events where project_id = '${projectId}'`);

  test("says what failed and why, and is replayed into the store once its cause is gone", async () => {
    const { secretKey, projectId, events, allow } = await refuse("once", 3);
    const letters = await deadOf(secretKey);
    expect(letters.map(({ messageId }) => messageId).toSorted()).toEqual(
      events.map(({ messageId }) => messageId).toSorted(),
    );
    const expected = { code: "23514", attempts: 1, reason: expect.stringContaining("once") };
    for (const letter of letters) expect(letter).toMatchObject(expected);
    expect(await deadOf(server.secretKey)).toEqual([]);
    await allow();
    expect(await replay(secretKey, { dryRun: true })).toMatchObject({ replayed: 3, stored: 0 });
    expect(await deadOf(secretKey)).toHaveLength(3);
    expect(await replay(secretKey, {})).toEqual({ replayed: 3, stored: 3, failed: 0, pending: 0, nextCursor: null });
    expect(await deadOf(secretKey)).toEqual([]);
    const stored = await storedIn(projectId);
    expect(stored.map(({ id }) => id).toSorted()).toEqual(events.map(({ messageId }) => messageId).toSorted());
    expect(stored[0]).toMatchObject({ enrichment: { browser: "Firefox" } });
  });

  test("that fails again keeps its place, counts the try and has the new error", async () => {
    const { secretKey } = await refuse("again", 1);
    const [before] = await deadOf(secretKey);
    const answer = await server.ask(`/api/v1/events/dead/${before?.id}/replay`, { method: "POST", key: secretKey });
    expect(replayAnswerSchema.parse(await answer.json())).toMatchObject({ replayed: 1, stored: 0, failed: 1 });
    const [after] = await deadOf(secretKey);
    expect(after).toMatchObject({ id: before?.id, attempts: 2, code: "23514", event: before?.event ?? {} });
    expect(Date.parse(after?.failedAt ?? "")).toBeGreaterThan(Date.parse(before?.failedAt ?? ""));
  });

  test("is stored at most once, however many replay it at the same time", async () => {
    const { secretKey, projectId, allow } = await refuse("many", 5);
    await allow();
    await Promise.all(Array.from({ length: 6 }, () => replay(secretKey, {})));
    expect(await storedIn(projectId)).toHaveLength(5);
    const [usage] = await run(`select sum(accepted)::int as n from usage_daily where project_id = '${projectId}'`);
    expect(usage?.n).toBe(5);
    expect(await deadOf(secretKey)).toEqual([]);
  });

  test("is chosen by its error, its time and page by page", async () => {
    const { secretKey, allow } = await refuse("chosen", 5);
    await allow();
    expect(await replay(secretKey, { code: "22P05" })).toMatchObject({ replayed: 0 });
    expect(await replay(secretKey, { since: new Date(Date.now() + 60_000).toISOString() })).toMatchObject({
      replayed: 0,
    });
    const first = await replay(secretKey, { limit: 2 });
    expect(first).toMatchObject({ replayed: 2, stored: 2 });
    expect(await replay(secretKey, { limit: 10, cursor: first.nextCursor })).toMatchObject({
      stored: 3,
      nextCursor: null,
    });
  });

  test("of another project is not there", async () => {
    const { secretKey } = await refuse("foreign", 1);
    const [letter] = await deadOf(secretKey);
    const path = `/api/v1/events/dead/${letter?.id}/replay`;
    expect((await server.ask(path, { method: "POST", key: server.secretKey })).status).toBe(404);
    expect(await replay(server.secretKey, {})).toMatchObject({ replayed: 0 });
  });
});
