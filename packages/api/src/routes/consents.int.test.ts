import { formatUuid, uuidv7Bytes } from "@rapport/contracts/ids";
import { personExportSchema } from "@rapport/contracts/person-export";
import { applyRetention } from "@rapport/domain/retention/apply-retention";
import { identifyMessage, trackMessage } from "@rapport/testkit/factories/messages";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const DAY_MS = 86_400_000;

let server: TestServer;
beforeAll(async () => {
  server = await composeTestServer();
});
afterAll(() => server.close());

/** What a call with the secret key answers. */
async function call(path: string, request: Parameters<TestServer["ask"]>[1] = {}) {
  const response = await server.ask(path, { key: server.secretKey, ...request });
  return { status: response.status, body: await response.json() };
}

/** Sends messages and waits until they are folded. */
async function send(...messages: object[]): Promise<void> {
  const { offset } = await (await server.send(messages)).json();
  await server.settle(offset);
}

describe("POST /api/v1/consents", () => {
  const decide = (body: object, key?: string) =>
    call("/api/v1/consents", { body, ...(key === undefined ? {} : { headers: { "idempotency-key": key } }) });

  test("puts a decision on the log, so that profile, record and timeline say the same", async () => {
    const said = { userId: "cleo", category: "marketing", granted: true, version: "2026-01", source: "telephone" };
    const { body } = await decide(said);
    expect(body).toMatchObject({
      outcome: "recorded",
      decision: {
        category: "marketing",
        granted: true,
        version: "2026-01",
        source: "telephone",
        actor: expect.stringMatching(/^key_/),
      },
    });
    expect((await decide(said)).body).toEqual({ outcome: "unchanged", decision: null });
    expect((await decide({ ...said, version: "2026-02" })).body.outcome).toBe("recorded");
    expect((await decide({ ...said, granted: false }, "key-1")).body.outcome).toBe("recorded");
    await decide({ ...said, granted: true, version: "2026-02" });
    // The same request once more is the same decision, and changes nothing.
    expect((await decide({ ...said, granted: false }, "key-1")).body).toMatchObject({
      outcome: "recorded",
      decision: { granted: false },
    });
    expect((await call("/api/v1/users/cleo")).body).toMatchObject({ consent: { marketing: { granted: true } } });
    const { body: list } = await call("/api/v1/consents?id=cleo");
    expect(list.data.map(({ granted }: { granted: boolean }) => granted)).toEqual([true, false, true, true]);
    const { body: timeline } = await call("/api/v1/users/cleo/timeline");
    expect(new Set(timeline.data.map(({ name }: { name: string }) => name))).toEqual(
      new Set(["Consent Granted", "Consent Withdrawn"]),
    );
  });

  test("says so where the person is left out", async () => {
    const suppress = { userId: "gone-19", suppressed: true };
    expect((await call("/api/v1/privacy/suppress", { body: suppress })).status).toBe(200);
    const { body } = await decide({ userId: "gone-19", category: "marketing", granted: true });
    expect(body).toEqual({ outcome: "left_out", decision: null });
  });

  test("is not for a public key", async () => {
    const body = { userId: "cleo", category: "marketing", granted: true };
    expect((await call("/api/v1/consents", { key: server.writeKey, body })).status).toBe(403);
  });
});

describe("POST /api/v1/privacy/export", () => {
  const exportOf = async (body: object, headers: Record<string, string> = {}) => {
    const response = await server.ask("/api/v1/privacy/export", { key: server.secretKey, body, headers });
    return { response, text: await response.text() };
  };

  test("answers one object that is complete, or a line for each record of the same", async () => {
    const context = { consent: { categoryPreferences: { marketing: true } } };
    await send(
      identifyMessage({ userId: "exported-17", anonymousId: "device-17", traits: { plan: "pro" }, context }),
      ...Array.from({ length: 700 }, (_, i) => trackMessage({ userId: "exported-17", properties: { i } })),
    );
    const { response, text } = await exportOf({ userId: "exported-17" });
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("content-disposition")).toContain("person.json");
    const { complete, ...parts } = personExportSchema.parse(JSON.parse(text));
    expect(complete).toBe(true);
    expect(parts.events).toHaveLength(701);
    expect(parts.profile).toMatchObject([{ userId: "exported-17", traits: { plan: "pro" } }]);
    const lines = (await exportOf({ anonymousId: "device-17" }, { accept: "application/x-ndjson" })).text
      .trim()
      .split("\n");
    const records = lines.map((line) => JSON.parse(line));
    expect(records.at(-1)).toEqual({ section: "complete", record: true });
    const counted = Map.groupBy(records.slice(0, -1), ({ section }) => section);
    // The audit log names them now, without their id.
    counted.delete("mentions");
    expect(Object.fromEntries([...counted].map(([section, all]) => [section, all.length]))).toEqual(
      Object.fromEntries(Object.entries(parts).map(([section, all]) => [section, Array.isArray(all) ? all.length : 0])),
    );
  });

  test("is written down in the audit log without an id of the person", async () => {
    await send(identifyMessage({ userId: "audited-18", anonymousId: "device-18" }));
    await exportOf({ userId: "audited-18" });
    const { body } = await call("/api/v1/audit?limit=1");
    expect(body.data).toMatchObject([
      { action: "exportPerson", after: { subject: expect.stringMatching(/^[0-9a-f]{64}$/), format: "json" } },
    ]);
    expect(JSON.stringify(body)).not.toContain("-18");
  });
});

test("a message of a day that the project has given up is refused at the door, by name", async () => {
  const project = await server.addProject("kept");
  const old = (event: string, days: number) => {
    const messageId = formatUuid(uuidv7Bytes(Date.now() - days * DAY_MS, new Uint8Array(10).fill(days)));
    return trackMessage({ event, messageId, originalTimestamp: new Date(Date.now() - days * DAY_MS).toISOString() });
  };
  const put = { key: project.secretKey, method: "PUT", body: { days: 30, names: { "Page Viewed": 7, Ordered: 365 } } };
  expect((await call("/api/v1/retention", put)).body).toMatchObject({ days: 30, serverDays: null, oldestDay: null });
  await applyRetention(server.composition().services);
  await server.restart();
  const sent = [old("Clicked", 40), old("Clicked", 20), old("Page Viewed", 20), old("Ordered", 40)];
  const answer = await (await server.send(sent, project.writeKey)).json();
  expect(answer).toMatchObject({
    accepted: 2,
    rejected: [
      { index: 0, code: "too_old" },
      { index: 2, code: "too_old" },
    ],
  });
  expect(await (await server.send([old("Clicked", 40)])).json()).toMatchObject({ accepted: 1 });
});
