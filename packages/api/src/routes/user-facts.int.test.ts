import { trackingAnswerSchema } from "@rapport/contracts/messages";
import { profileSchema, timelinePageSchema, traitOriginsSchema, visitsSchema } from "@rapport/contracts/profiles";
import { identifyMessage, pageMessage, trackMessage } from "@rapport/testkit/factories/messages";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";

let server: TestServer;
beforeAll(async () => {
  server = await composeTestServer();
});
afterAll(() => server.close());

async function send(messages: readonly unknown[], path = "/v1/batch", key?: string): Promise<void> {
  const response = await server.ask(path, { body: { batch: messages }, key: key ?? server.writeKey });
  await server.settle(trackingAnswerSchema.parse(await response.json()).offset);
}
async function read<T extends z.ZodType>(schema: T, path: string): Promise<z.output<T>> {
  const response = await server.ask(path, { key: server.secretKey });
  expect([path, response.status]).toEqual([path, 200]);
  return schema.parse(await response.json());
}
const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 12, minute)).toISOString();

test("each trait names the message, the client and the key that set it", async () => {
  const userId = "origins";
  const browser = identifyMessage({
    userId,
    originalTimestamp: at(0),
    traits: { name: "Ada", plan: "free" },
    context: { library: { name: "@rapport/browser", version: "0.1.0" } },
  });
  const backend = identifyMessage({
    userId,
    anonymousId: undefined,
    messageId: "upgrade-1",
    originalTimestamp: at(5),
    traits: { plan: "pro" },
  });
  await send([browser]);
  await send([backend], "/api/v1/events/batch", server.secretKey);
  const { data } = await read(traitOriginsSchema, `/api/v1/users/${userId}/traits`);
  expect(data).toMatchObject([
    { name: "name", value: "Ada", setAt: at(0), source: "@rapport/browser 0.1.0", actor: null },
    { name: "plan", value: "pro", setAt: at(5), messageId: "upgrade-1", event: { type: "identify" } },
  ]);
  expect(data[1]?.actor).toMatch(/^key_/);
});

test("visits are those that the client numbered, with their length", async () => {
  const visit = (sessionId: string, minute: number) =>
    pageMessage({ userId: "visiting", originalTimestamp: at(minute), context: { sessionId } });
  const background = trackMessage({ userId: "visiting", anonymousId: undefined, originalTimestamp: at(90) });
  await send([visit("s1", 0), visit("s1", 10), visit("s2", 60), visit("s2", 64), background]);
  expect(await read(visitsSchema, "/api/v1/users/visiting/visits")).toMatchObject({
    count: 2,
    averageSeconds: 420,
    lastStartedAt: at(60),
    isComplete: true,
    data: [
      { sessionId: "s2", startedAt: at(60), endedAt: at(64), events: 2 },
      { sessionId: "s1", events: 2 },
    ],
  });
});

test("the last decision about each category of consent stands on the profile", async () => {
  const decide = (minute: number, categoryPreferences: object) =>
    pageMessage({ userId: "consenting", originalTimestamp: at(minute), context: { consent: { categoryPreferences } } });
  await send([decide(9, { analytics: true }), decide(3, { analytics: false, advertising: false })]);
  const { consent } = await read(profileSchema, "/api/v1/users/consenting");
  expect(consent).toEqual({ analytics: { granted: true, at: at(9) }, advertising: { granted: false, at: at(3) } });
});

test("a timeline is narrowed to kinds, page by page", async () => {
  const userId = "kinds";
  const track = (event: string, minute: number) => trackMessage({ userId, event, originalTimestamp: at(minute) });
  await send([
    identifyMessage({ userId, originalTimestamp: at(0) }),
    pageMessage({ userId, name: "Home", originalTimestamp: at(1) }),
    track("Product Viewed", 2),
    track("Recommendation Shown", 3),
    track("Recommendation Clicked", 4),
    // Not the server's own, whatever it calls itself.
    track("Segment Entered", 5),
  ]);
  const names = async (query: string) =>
    (await read(timelinePageSchema, `/api/v1/users/${userId}/timeline?${query}`)).data.map(({ name }) => name);
  expect(await names("kinds=recommendation")).toEqual(["Recommendation Clicked", "Recommendation Shown"]);
  expect(await names("kinds=segment,page")).toEqual(["Home"]);
  expect(await names("kinds=action,identity")).toEqual(["Segment Entered", "Product Viewed", "identify"]);
  const first = await read(timelinePageSchema, `/api/v1/users/${userId}/timeline?kinds=recommendation&limit=1`);
  expect(await names(`kinds=recommendation&limit=1&cursor=${encodeURIComponent(first.nextCursor ?? "")}`)).toEqual([
    "Recommendation Shown",
  ]);
  const kinds = (await read(timelinePageSchema, `/api/v1/users/${userId}/timeline`)).data.map(({ kind }) => kind);
  expect(kinds).toEqual(["action", "recommendation", "recommendation", "action", "page", "identity"]);
  const refused = await server.ask(`/api/v1/users/${userId}/timeline?kinds=all`, { key: server.secretKey });
  expect(refused.status).toBe(400);
});
