import { catalogPageSchema } from "@rapport/contracts/catalog";
import { eventPageSchema } from "@rapport/contracts/events";
import { trackingAnswerSchema } from "@rapport/contracts/messages";
import { profilePageSchema, profileSchema, timelinePageSchema } from "@rapport/contracts/profiles";
import { groupMessage, identifyMessage, pageMessage, trackMessage } from "@rapport/testkit/factories/messages";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";

let server: TestServer;
beforeAll(async () => {
  server = await composeTestServer();
});
afterAll(() => server.close());

async function send(messages: readonly unknown[]): Promise<void> {
  const { offset } = trackingAnswerSchema.parse(await (await server.send(messages)).json());
  await server.settle(offset);
}
async function read<T extends z.ZodType>(schema: T, path: string): Promise<z.output<T>> {
  const response = await server.ask(path, { key: server.secretKey });
  expect([path, response.status]).toEqual([path, 200]);
  return schema.parse(await response.json());
}
const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 12, minute)).toISOString();

test("a profile joins what a device did before its user signed in", async () => {
  const anonymousId = "joining";
  await send([
    pageMessage({
      anonymousId,
      originalTimestamp: at(0),
      context: { page: { url: "https://shop.example/?utm_source=news&utm_campaign=spring" } },
    }),
    trackMessage({
      anonymousId,
      originalTimestamp: at(1),
      event: "Product Viewed",
      properties: { product_id: "kettle" },
    }),
    identifyMessage({ anonymousId, userId: "joined", originalTimestamp: at(2), traits: { plan: "pro" } }),
    groupMessage({ anonymousId, userId: "joined", originalTimestamp: at(3), groupId: "acme" }),
  ]);
  const profile = await read(profileSchema, "/api/v1/users/joined");
  expect(profile).toMatchObject({
    userId: "joined",
    identified: true,
    identities: [
      { kind: "anonymous", value: "joining" },
      { kind: "user", value: "joined" },
    ],
    traits: { plan: "pro" },
    groups: ["acme"],
    counters: { Home: 1, "Product Viewed": 1, identify: 1, group: 1 },
    eventCount: 4,
    firstSeenAt: at(0),
    lastSeenAt: at(3),
    firstTouch: { source: "news", campaign: "spring" },
    recentItems: [{ itemId: "kettle", action: "viewed", at: at(1) }],
  });
  expect(await read(profileSchema, `/api/v1/users/${profile.id}`)).toEqual(profile);
});

test("a timeline pages from the latest to the first without a gap, numbered by visit", async () => {
  const userId = "timed";
  const minutes = [0, 10, 45, 80, 81];
  await send(minutes.map((minute) => trackMessage({ userId, event: `at ${minute}`, originalTimestamp: at(minute) })));
  const whole = await read(timelinePageSchema, `/api/v1/users/${userId}/timeline`);
  expect(whole.data.map(({ name, session }) => [name, session])).toEqual([
    ["at 81", 0],
    ["at 80", 0],
    ["at 45", 1],
    ["at 10", 2],
    ["at 0", 2],
  ]);
  const names: string[] = [];
  let cursor = "";
  do {
    const page = await read(timelinePageSchema, `/api/v1/users/${userId}/timeline?limit=2${cursor}`);
    names.push(...page.data.map(({ name }) => name));
    cursor = page.nextCursor === null ? "" : `&cursor=${encodeURIComponent(page.nextCursor)}`;
  } while (cursor !== "");
  expect(names).toEqual(whole.data.map(({ name }) => name));
});

test("the list of people pages without a gap, the last seen first, and is searched by id, e-mail and name", async () => {
  const people = Array.from({ length: 7 }, (_, i) =>
    identifyMessage({
      anonymousId: `device-${i}`,
      userId: `listed-${i}`,
      originalTimestamp: at(100 + (i >> 1)),
      traits: { email: `p${i}@list.example`, name: `100%_${i}` },
    }),
  );
  await send(people);
  const ids: string[] = [];
  let cursor = "";
  do {
    const page = await read(profilePageSchema, `/api/v1/users?search=list.example&limit=3${cursor}`);
    ids.push(...page.data.map(({ userId }) => userId ?? ""));
    cursor = page.nextCursor === null ? "" : `&cursor=${encodeURIComponent(page.nextCursor)}`;
  } while (cursor !== "");
  expect(ids).toHaveLength(7);
  expect(ids.toSorted()).toEqual(people.map(({ userId }) => userId));
  expect(ids[0]).toBe("listed-6");
  const search = async (text: string) =>
    (await read(profilePageSchema, `/api/v1/users?search=${encodeURIComponent(text)}`)).data.map((row) => row.userId);
  expect(await search("device-3")).toEqual(["listed-3"]);
  expect(await search("LISTED-4")).toEqual(["listed-4"]);
  expect(await search("100%_5")).toEqual(["listed-5"]);
  expect(await search("100%%5")).toEqual([]);
});

test("events are listed by type, name and person, the newest first, page by page", async () => {
  await send([
    trackMessage({ userId: "filtered", event: "One" }),
    trackMessage({ userId: "filtered", event: "Two" }),
    pageMessage({ userId: "filtered", name: "Three" }),
  ]);
  const { id } = await read(profileSchema, "/api/v1/users/filtered");
  const names = async (query: string) =>
    (await read(eventPageSchema, `/api/v1/events?profileId=${id}&${query}`)).data.map(({ name }) => name);
  expect(await names("")).toEqual(["Three", "Two", "One"]);
  expect(await names("type=track")).toEqual(["Two", "One"]);
  expect(await names("name=One")).toEqual(["One"]);
  const first = await read(eventPageSchema, `/api/v1/events?profileId=${id}&limit=2`);
  expect(await names(`limit=2&cursor=${first.nextCursor}`)).toEqual(["One"]);
  expect((await read(eventPageSchema, "/api/v1/events?profileId=pro_x")).data).toEqual([]);
});

test("a read with the answer's offset sees what was just written", async () => {
  for (let i = 0; i < 20; i++) {
    const message = identifyMessage({ anonymousId: `now-${i}`, userId: `now-${i}`, traits: { i } });
    const { offset } = trackingAnswerSchema.parse(await (await server.send([message])).json());
    const profile = await read(profileSchema, `/api/v1/users/now-${i}?after=${offset}&wait=5000`);
    expect(profile.traits).toEqual({ i });
  }
});

test("the catalog is kept by id: the last of two wins, pages follow the ids, what is deleted is gone", async () => {
  const key = server.secretKey;
  const put = (items: unknown) => server.ask("/api/v1/catalog/items", { method: "PUT", key, body: { items } });
  const item = (id: string, name = id) => ({ id, name, categories: ["Kitchen"] });
  const answer = await put([item("c"), item("a"), item("b"), item("a", "Again")]);
  expect(await answer.json()).toEqual({ upserted: 3 });
  const first = await read(catalogPageSchema, "/api/v1/catalog/items?limit=2");
  expect(first.data.map(({ name }) => name)).toEqual(["Again", "b"]);
  const second = await read(catalogPageSchema, `/api/v1/catalog/items?limit=2&cursor=${first.nextCursor}`);
  expect(second.data).toMatchObject([{ id: "c", currency: "USD", available: true, priceCents: null, tags: [] }]);
  expect((await server.ask("/api/v1/catalog/items/c", { method: "DELETE", key })).status).toBe(200);
  expect((await server.ask("/api/v1/catalog/items/c", { method: "DELETE", key })).status).toBe(404);
});
