import { setTimeout as sleep } from "node:timers/promises";
import { privacyRequestPageSchema, privacyRequestSchema } from "@rapport/contracts/privacy";
import { identifyMessage, trackMessage } from "@rapport/testkit/factories/messages";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer, steadyRoom } from "@rapport/testkit/server/compose-test-server";
import { findWords } from "@rapport/testkit/store/made-up-rows";
import { afterAll, beforeAll, expect, test } from "vitest";

const LOOK_MS = 50;
const ERASE = "/api/v1/privacy/erase";
const SUPPRESS = "/api/v1/privacy/suppress";

let server: TestServer;
beforeAll(async () => {
  server = await composeTestServer(steadyRoom());
});
afterAll(() => server.close());

const store = () => server.composition().services.store;

async function send(...messages: object[]): Promise<void> {
  const answer = await server.send(messages);
  expect(answer.status).toBe(200);
  await server.settle(String(Object(await answer.json()).offset));
}

/** Asks for an act, and waits until it is done: a busy machine may answer before that. */
async function post(path: string, body: object) {
  const key = server.secretKey;
  let answer = await server.ask(path, { key, body });
  for (;;) {
    expect(answer.status).toBe(200);
    const request = privacyRequestSchema.parse(await answer.json());
    if (request.state === "done") return request;
    await sleep(LOOK_MS);
    answer = await server.ask(`/api/v1/privacy/requests/${request.id}`, { key });
  }
}

test("an erased person is gone with the answer, from reads, tables and the audit log, and is left out from then on", async () => {
  const ids = { userId: "canary21-ada", anonymousId: "canary21-device" };
  await send(
    identifyMessage({ ...ids, traits: { email: "canary21@example.com" } }),
    trackMessage({ ...ids, event: "Ordered" }),
    trackMessage({ ...ids, properties: { note: "canary21 \0" } }),
    { type: "track", ...ids, event: 5 },
  );
  const other = { key: server.secretKey, body: { userId: "canary21-other" } };
  await send(trackMessage({ userId: "canary21-other", anonymousId: undefined }));
  expect((await server.ask(`/api/v1/users/${ids.userId}/merge`, other)).status).toBe(200);
  const asked = { userId: ids.userId, placement: "home", limit: 3 };
  await server.ask("/api/v1/recommendations/query", { key: server.secretKey, body: asked });
  const read = (path: string) => server.ask(path, { key: server.secretKey });
  expect((await (await read("/api/v1/events/rejected")).json()).data).toHaveLength(2);

  const request = await post(ERASE, { anonymousId: ids.anonymousId });
  expect(request).toMatchObject({ act: "erase", state: "done", ids: 3, suppressed: true });
  expect(request.counts).toMatchObject({ profile_merges: 1, rejected_events: 2, audit_entries: 1 });
  expect(await findWords(store(), "canary21")).toEqual({});
  expect((await read(`/api/v1/users/${ids.userId}`)).status).toBe(404);
  const check = await (await read("/api/v1/audit/check")).json();
  expect(check).toMatchObject({ intact: true, erased: 1 });

  await send(trackMessage({ ...ids, event: "Ordered again" }), identifyMessage({ ...ids, traits: { plan: "pro" } }));
  expect(await findWords(store(), "canary21")).toEqual({});
  const rejected = await (await read("/api/v1/events/rejected?code=suppressed")).json();
  expect(rejected).toMatchObject({ data: [], counts: expect.arrayContaining([expect.objectContaining({ count: 2 })]) });

  const lifted = await post(SUPPRESS, { userId: ids.userId, suppressed: false });
  expect(lifted).toMatchObject({ act: "lift", state: "done", suppressed: false, ids: 6 });
  await send(trackMessage({ ...ids, event: "Back" }));
  const back = await (await read(`/api/v1/users/${ids.userId}`)).json();
  expect(back).toMatchObject({ eventCount: 1, traits: {} });

  const list = privacyRequestPageSchema.parse(await (await read("/api/v1/privacy/requests?limit=1")).json());
  expect(list.data).toEqual([lifted]);
  const rest = await read(`/api/v1/privacy/requests?cursor=${list.nextCursor}`);
  expect(privacyRequestPageSchema.parse(await rest.json()).data).toEqual([request]);
});

test("a write key erases and suppresses nobody, and a message that looks like an act is an event like others", async () => {
  await send(trackMessage({ userId: "fay-33", anonymousId: undefined }));
  for (const [path, body] of [
    [ERASE, { userId: "fay-33" }],
    [SUPPRESS, { userId: "fay-33", suppressed: true }],
  ] as const)
    expect((await server.ask(path, { key: server.writeKey, body })).status).toBe(403);
  const privacy = { id: "prq_1", act: "erase", suppress: true, requestedBy: "fay" };
  await send({ ...trackMessage({ userId: "fay-33", anonymousId: undefined, event: "erase" }), privacy });
  const fay = await (await server.ask("/api/v1/users/fay-33", { key: server.secretKey })).json();
  expect(fay).toMatchObject({ eventCount: 2 });
});

test("people are erased at once by many requests, each with its own count", async () => {
  const people = Array.from({ length: 12 }, (_, i) => `crowd-${i}-person`);
  await send(
    ...people.flatMap((userId, i) =>
      Array.from({ length: i + 1 }, () => trackMessage({ userId, anonymousId: undefined })),
    ),
  );
  const requests = await Promise.all(people.map((userId) => post(ERASE, { userId })));
  expect(requests.map(({ state, counts }) => [state, counts.events])).toEqual(people.map((_, i) => ["done", i + 1]));
  expect(await findWords(store(), "crowd-")).toEqual({});
});
