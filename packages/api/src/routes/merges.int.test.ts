import { mergeAnswerSchema, mergePageSchema, mergeSchema } from "@rapport/contracts/merges";
import { trackingAnswerSchema } from "@rapport/contracts/messages";
import { profileSchema, timelinePageSchema } from "@rapport/contracts/profiles";
import { identifyMessage, trackMessage } from "@rapport/testkit/factories/messages";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";

let server: TestServer;
beforeAll(async () => {
  server = await composeTestServer();
});
afterAll(() => server.close());

async function send(...messages: unknown[]): Promise<void> {
  const { offset } = trackingAnswerSchema.parse(await (await server.send(messages)).json());
  await server.settle(offset);
}
async function ask<T extends z.ZodType>(schema: T, path: string, body?: object, headers = {}): Promise<z.output<T>> {
  const method = body || path.endsWith("/undo") ? "POST" : "GET";
  const response = await server.ask(path, { key: server.secretKey, method, body, headers });
  expect([path, response.status]).toEqual([path, 200]);
  return schema.parse(await response.json());
}
const seen = (userId: string) => trackMessage({ userId, anonymousId: undefined, event: `Seen ${userId}` });
const merge = (into: string, body: object, headers = {}) =>
  ask(mergeAnswerSchema, `/api/v1/users/${into}/merge`, body, headers);
const profile = (id: string) => ask(profileSchema, `/api/v1/users/${id}`);

test("two users become one by a secret key and two again by undo; both show it, and so does the timeline", async () => {
  await send(seen("a1"), seen("a2"));
  const { outcome, merge: made } = await merge("a1", { userId: "a2" });
  expect(outcome).toBe("merged");
  expect(made).toMatchObject({
    reason: "alias",
    from: { userId: "a2", eventCount: 1 },
    into: { userId: "a1", eventCount: 1 },
    identities: [{ kind: "user", value: "a2" }],
    actor: expect.stringMatching(/^key_/),
    undoneAt: null,
  });
  expect(await profile("a2")).toMatchObject({ userId: "a1", counters: { "Seen a1": 1, "Seen a2": 1, alias: 1 } });
  expect(await merge("a1", { userId: "a2" })).toEqual({ outcome: "already_one", merge: null });
  const { data } = await ask(timelinePageSchema, "/api/v1/users/a1/timeline");
  expect(data.find(({ type }) => type === "alias")?.mergeIds).toEqual([made?.id]);

  await send(seen("a2"));
  const undone = await ask(mergeSchema, `/api/v1/merges/${made?.id}/undo`);
  expect(undone).toMatchObject({ id: made?.id, undoneAt: expect.any(String), undoneBy: made?.actor });
  expect(await profile("a1")).toMatchObject({ userId: "a1", counters: { "Seen a1": 1, alias: 1 }, eventCount: 2 });
  expect(await profile("a2")).toMatchObject({ userId: "a2", counters: { "Seen a2": 2 }, eventCount: 2 });
  for (const id of ["a1", "a2"]) {
    expect((await ask(mergePageSchema, `/api/v1/users/${id}/merges`)).data).toEqual([undone]);
  }
});

test("one Idempotency-Key is one merge, also after it was undone", async () => {
  await send(seen("b1"), seen("b2"));
  const headers = { "idempotency-key": "merge b" };
  const first = await merge("b1", { userId: "b2" }, headers);
  expect(await merge("b1", { userId: "b2" }, headers)).toEqual(first);
  const undone = await ask(mergeSchema, `/api/v1/merges/${first.merge?.id}/undo`);
  expect(await merge("b1", { userId: "b2" }, headers)).toEqual({ outcome: "merged", merge: undone });
  expect((await profile("b2")).userId).toBe("b2");
  expect((await merge("b1", { userId: "b2" })).outcome).toBe("merged");
  const page = await ask(mergePageSchema, "/api/v1/users/b1/merges?limit=1");
  const rest = await ask(mergePageSchema, `/api/v1/users/b1/merges?cursor=${page.nextCursor}`);
  expect([...page.data, ...rest.data].map(({ undoneAt }) => undoneAt === null)).toEqual([true, false]);
});

test("a device joins the user that is named, not a user who has its name", async () => {
  await send(seen("c1"), trackMessage({ anonymousId: "c2" }), seen("c2"));
  const { merge: made } = await merge("c1", { anonymousId: "c2" });
  expect(made?.identities).toEqual([{ kind: "anonymous", value: "c2" }]);
  expect((await profile("c2")).userId).toBe("c2");
});

test("a person without a user id is merged by profile id, and the identified one stays", async () => {
  await send(trackMessage({ anonymousId: "d1" }), identifyMessage({ anonymousId: "d2", userId: "d" }));
  const { merge: joined } = await merge("d", { anonymousId: "d1" });
  await ask(mergeSchema, `/api/v1/merges/${joined?.id}/undo`);
  const { merge: made } = await merge(joined?.from.profileId ?? "", { userId: "d" });
  expect(made).toMatchObject({ into: { userId: "d" }, from: { userId: null, profileId: joined?.from.profileId } });
});

test("a write key merges nobody, whoever it names, and asks in vain", async () => {
  await send(seen("e1"), seen("e2"));
  for (const path of ["/api/v1/users/e1/merge", `/api/v1/merges/mrg_00000000000000000000000000/undo`]) {
    expect((await server.ask(path, { key: server.writeKey, method: "POST", body: { userId: "e2" } })).status).toBe(403);
  }
  await send({ type: "alias", userId: "e1", previousId: "e2", previousKind: "user" });
  expect((await ask(mergePageSchema, "/api/v1/users/e1/merges")).data).toEqual([]);
});

test("another project's people are nobody", async () => {
  await send(seen("f1"), seen("f2"));
  const { merge: made } = await merge("f1", { userId: "f2" });
  const other = await server.addProject("merges-other");
  for (const [path, method, body] of [
    ["/api/v1/users/f1/merge", "POST", { userId: "f2" }],
    ["/api/v1/users/f1/merges", "GET", undefined],
    [`/api/v1/merges/${made?.id}/undo`, "POST", undefined],
  ] as const) {
    expect([path, (await server.ask(path, { key: other.secretKey, method, body })).status]).toEqual([path, 404]);
  }
});

test("a body that names nobody, or two at once, is refused and says so", async () => {
  for (const body of [{}, { userId: "a", anonymousId: "b" }, { userId: "" }]) {
    const response = await server.ask("/api/v1/users/a1/merge", { key: server.secretKey, body });
    expect([response.status, (await response.json()).errors?.[0]?.pointer]).toEqual([400, "/userId"]);
  }
});
