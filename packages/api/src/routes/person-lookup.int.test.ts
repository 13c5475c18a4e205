import type { PersonName } from "@rapport/contracts/privacy";
import { personLookupSchema } from "@rapport/contracts/privacy";
import { identifyMessage } from "@rapport/testkit/factories/messages";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await composeTestServer();
  const answer = await server.send([identifyMessage({ userId: "ada", anonymousId: "ada-device" })]);
  await server.settle(String((await answer.json()).offset));
});
afterAll(() => server.close());

const ask = (path: string, body: object) => server.ask(`/api/v1/privacy/${path}`, { key: server.secretKey, body });
const lookUp = async (name: PersonName) => personLookupSchema.parse(await (await ask("lookup", name)).json());
const actsOf = async (name: PersonName) => (await lookUp(name)).requests.map(({ act }) => act);

test("each kind of id leads to the same person, and before the first request the ledger has nothing to say", async () => {
  const byUser = await lookUp({ userId: "ada" });
  expect(byUser).toMatchObject({ profile: { userId: "ada", eventCount: 1 }, suppressed: false, requests: [] });
  expect(byUser.ids).toEqual([
    { kind: "user", value: "ada" },
    { kind: "anonymous", value: "ada-device" },
  ]);
  const byDevice = await lookUp({ anonymousId: "ada-device" });
  expect(byDevice).toEqual({ ...byUser, ids: byUser.ids.toReversed() });
  const byProfile = await lookUp({ profileId: byUser.profile?.id });
  expect(byProfile.profile).toEqual(byUser.profile);
  expect(byProfile.ids).toHaveLength(2);
});

test("who is suppressed is told by any of their ids, and until that is lifted", async () => {
  await ask("suppress", { userId: "ada", suppressed: true });
  expect(await lookUp({ anonymousId: "ada-device" })).toMatchObject({
    suppressed: true,
    requests: [{ act: "suppress" }],
  });
  await ask("suppress", { userId: "ada", suppressed: false });
  expect(await lookUp({ userId: "ada" })).toMatchObject({ suppressed: false });
  expect(await actsOf({ userId: "ada" })).toEqual(["lift", "suppress"]);
});

test("who was erased is nobody, and the request that says so is found by the id alone", async () => {
  await ask("erase", { userId: "ada" });
  const gone = await lookUp({ userId: "ada" });
  expect(gone).toMatchObject({ profile: null, ids: [{ kind: "user", value: "ada" }], suppressed: true });
  expect(gone.requests[0]).toMatchObject({ act: "erase", state: "done" });
  expect(await lookUp({ anonymousId: "somebody" })).toMatchObject({ profile: null, suppressed: false, requests: [] });
  expect(await lookUp({ profileId: "pro_nobody" })).toEqual({
    profile: null,
    ids: [],
    suppressed: false,
    requests: [],
  });
});
