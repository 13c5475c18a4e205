import { eventPageSchema } from "@rapport/contracts/events";
import { trackingAnswerSchema } from "@rapport/contracts/messages";
import { recommendationAnswerSchema } from "@rapport/contracts/recommendations";
import { segmentSchema } from "@rapport/contracts/segments";
import { identifyMessage, trackMessage } from "@rapport/testkit/factories/messages";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await composeTestServer();
  const items = ["kettle", "mill", "pan", "board"].map((id) => ({ id, name: `The ${id}`, categories: ["Kitchen"] }));
  await server.ask("/api/v1/catalog/items", { method: "PUT", key: server.secretKey, body: { items } });
  await view("ada-device", "kettle", { userId: "ada" });
});
afterAll(() => server.close());

async function view(anonymousId: string, product_id: string, ids: { userId?: string } = {}): Promise<string> {
  const message = trackMessage({ event: "Product Viewed", anonymousId, properties: { product_id }, ...ids });
  const { offset } = trackingAnswerSchema.parse(await (await server.send([message])).json());
  await server.settle(offset);
  return offset;
}

async function query(body: object, key = server.writeKey) {
  const response = await server.ask("/api/v1/recommendations/query", { key, body });
  expect(response.status).toBe(200);
  return recommendationAnswerSchema.parse(await response.json());
}

describe("a query", () => {
  test("with a secret key reads by user id, explains by what was viewed and leaves it out", async () => {
    const answer = await query({ userId: "ada" }, server.secretKey);
    expect(answer.degraded).toEqual([]);
    expect(answer.recommendations.map(({ itemId }) => itemId).sort()).toEqual(["board", "mill", "pan"]);
    expect(answer.recommendations.map(({ position }) => position)).toEqual([0, 1, 2]);
    expect(answer.recommendations[0]?.explanation.text).toContain("The kettle");
  });

  test("with a write key never reads another user's recommendations by user id", async () => {
    const stranger = await query({});
    for (const ids of [{ userId: "ada" }, { userId: "ada", anonymousId: "stranger" }]) {
      const answer = await query(ids);
      expect(answer.degraded).toContain("no_history");
      expect(answer.recommendations.map(({ itemId, score }) => [itemId, score])).toEqual(
        stranger.recommendations.map(({ itemId, score }) => [itemId, score]),
      );
      expect(JSON.stringify(answer)).not.toContain("Because");
    }
    const byPath = await server.ask("/api/v1/users/ada/recommendations", { key: server.writeKey });
    expect(byPath.status).toBe(403);
  });

  test("with a user id sent as a device's id does not find the user", async () => {
    expect((await query({ anonymousId: "ada" })).degraded).toContain("no_history");
  });

  test("with a write key reads by the device's own id", async () => {
    const answer = await query({ anonymousId: "ada-device" });
    expect(answer.recommendations[0]?.explanation.because).toMatchObject([{ itemId: "kettle", action: "viewed" }]);
  });

  test("after an event's offset holds that event; without waiting it says when it may not", async () => {
    const message = trackMessage({ anonymousId: "fresh", event: "Product Viewed", properties: { product_id: "pan" } });
    const { offset } = trackingAnswerSchema.parse(await (await server.send([message])).json());
    const answer = await query({ anonymousId: "fresh", after: offset, waitMs: 5_000 });
    expect(answer.degraded).toEqual([]);
    expect(answer.recommendations.map(({ itemId }) => itemId)).not.toContain("pan");
    const ahead = await query({ anonymousId: "fresh", after: "0.999999", waitMs: 0 });
    expect(ahead.degraded).toContain("after");
  });

  test("keeps to limit, exclusions and category, and never returns the item looked at", async () => {
    const answer = await query({ anonymousId: "ada-device", exclude: ["mill"], itemId: "pan", limit: 1 });
    expect(answer.recommendations.map(({ itemId }) => itemId)).toEqual(["board"]);
    expect((await query({ anonymousId: "ada-device", category: "Garden" })).recommendations).toEqual([]);
  });

  test("shows an item from the moment it is in the catalog to the moment it is gone", async () => {
    const key = server.secretKey;
    const ids = async () => (await query({ anonymousId: "new" })).recommendations.map(({ itemId }) => itemId);
    const items = [{ id: "whisk", name: "Whisk" }];
    await server.ask("/api/v1/catalog/items", { method: "PUT", key, body: { items } });
    expect(await ids()).toContain("whisk");
    await server.ask("/api/v1/catalog/items", {
      method: "PUT",
      key,
      body: { items: [{ ...items[0], available: false }] },
    });
    expect(await ids()).not.toContain("whisk");
    await server.ask("/api/v1/catalog/items", { method: "PUT", key, body: { items } });
    await server.ask("/api/v1/catalog/items/whisk", { method: "DELETE", key });
    expect(await ids()).not.toContain("whisk");
  });

  test("shows nothing of another project's catalog", async () => {
    const other = await server.addProject("empty");
    expect(await query({ anonymousId: "ada-device" }, other.writeKey)).toMatchObject({
      recommendations: [],
      degraded: expect.arrayContaining(["no_catalog", "no_history"]),
    });
  });
});

describe("feedback", () => {
  const send = (body: object) => server.ask("/api/v1/recommendations/feedback", { key: server.writeKey, body });

  test("becomes an event of the person, once per message id", async () => {
    const feedback = {
      decisionId: "dec_x",
      action: "clicked",
      itemIds: ["mill"],
      anonymousId: "clicker",
      messageId: "feedback-1",
    };
    await send(feedback);
    const { offset } = trackingAnswerSchema.parse(await (await send(feedback)).json());
    await server.settle(offset);
    const path = "/api/v1/events?name=Recommendation%20Clicked";
    const page = eventPageSchema.parse(await (await server.ask(path, { key: server.secretKey })).json());
    expect(page.data).toMatchObject([
      {
        messageId: "feedback-1",
        anonymousId: "clicker",
        payload: { properties: { decisionId: "dec_x", items: ["mill"] } },
      },
    ]);
  });

  test("of nobody is refused by the field", async () => {
    const response = await send({ decisionId: "d", action: "shown", itemIds: ["mill"] });
    expect([response.status, await response.json()]).toMatchObject([400, { errors: [{ pointer: "/anonymousId" }] }]);
  });
});

test("a person's recommendations by path follow the profile through a sign-in", async () => {
  await view("eve-device", "mill");
  const message = identifyMessage({ userId: "eve", anonymousId: "eve-device" });
  const { offset } = trackingAnswerSchema.parse(await (await server.send([message])).json());
  const path = `/api/v1/users/eve/recommendations?after=${offset}&wait=5000`;
  const answer = recommendationAnswerSchema.parse(await (await server.ask(path, { key: server.secretKey })).json());
  expect(answer.recommendations[0]?.explanation.because).toMatchObject([{ itemId: "mill" }]);
});

/** Looking again until it is so: the machine may be slow, and only the end counts. */
const PATIENT = { timeout: 20_000 };

describe("a segment", () => {
  const named = (kind: string, count: number) => Array.from({ length: count }, (_, index) => `${kind}-${index}`);
  let segmentId: string;
  beforeAll(async () => {
    const body = { name: "Cooks", text: 'trait job = "cook"' };
    const answer = await server.ask("/api/v1/segments", { key: server.secretKey, body });
    segmentId = segmentSchema.parse(await answer.json()).id;
    for (const person of named("cook", 8)) {
      await server.send([
        identifyMessage({ userId: person, anonymousId: `${person}-device`, traits: { job: "cook" } }),
      ]);
      await view(`${person}-device`, "pan", { userId: person });
    }
    for (const person of named("other", 10)) await view(`${person}-device`, "mill", { userId: person });
    const cold = identifyMessage({ userId: "cold", anonymousId: "cold-device", traits: { job: "cook" } });
    const { offset } = trackingAnswerSchema.parse(await (await server.send([cold])).json());
    await server.settle(offset);
    const members = `/api/v1/segments/${segmentId}/members?wait=5000&after=${offset}`;
    const read = async () => (await (await server.ask(members, { key: server.secretKey })).json()).data.length;
    await vi.waitFor(async () => expect(await read()).toBe(9), PATIENT);
  });

  test("is answered with what its members turn to, and its name is needed", async () => {
    const { recommendations } = await query({ segmentId, limit: 3 }, server.secretKey);
    expect(recommendations[0]).toMatchObject({ itemId: "pan", explanation: { text: "Popular in this segment" } });
    const unknown = { key: server.secretKey, body: { segmentId: "seg_unknown" } };
    expect((await server.ask("/api/v1/recommendations/query", unknown)).status).toBe(404);
  });

  test("speaks for a member of whom nothing else is known, and for nobody else", async () => {
    const cold = await query({ userId: "cold" }, server.secretKey);
    expect(cold.recommendations[0]).toMatchObject({
      itemId: "pan",
      explanation: { text: "Popular with people of the same segments" },
    });
    const stranger = await query({ anonymousId: "nobody" });
    expect(stranger.recommendations[0]).toMatchObject({
      itemId: "mill",
      explanation: { text: "Popular at the moment" },
    });
  });

  test("tells nothing to a public key", async () => {
    const open = await query({ segmentId, limit: 3 });
    expect(open.recommendations[0]?.itemId).toBe("mill");
  });
});

describe("things that are no products", () => {
  const KINDS = ["article", "post", "offer", "subject_line"] as const;
  const THEMES = ["Gardens", "Boats", "Bread"] as const;
  let journal: { writeKey: string; secretKey: string };
  beforeAll(async () => {
    journal = await server.addProject("journal");
    const items = KINDS.flatMap((type) =>
      THEMES.flatMap((theme) =>
        [1, 2, 3].map((nth) => ({ id: `${type}-${theme}-${nth}`, type, name: `${theme} ${nth}`, categories: [theme] })),
      ),
    );
    await server.ask("/api/v1/catalog/items", { method: "PUT", key: journal.secretKey, body: { items } });
    for (const itemType of KINDS) {
      await server.ask(`/api/v1/placements/${itemType}`, { method: "PUT", key: journal.secretKey, body: { itemType } });
    }
  });

  async function did(anonymousId: string, done: [event: string, properties: Record<string, string>][]): Promise<void> {
    const batch = done.map(([event, properties]) => trackMessage({ anonymousId, event, properties }));
    const sent = await server.ask("/v1/batch", { key: journal.writeKey, body: { batch } });
    await server.settle(trackingAnswerSchema.parse(await sent.json()).offset);
  }

  /** What stands in the place of a kind, for a device. */
  async function shown(anonymousId: string, placement: string): Promise<string[]> {
    const { recommendations } = await query({ anonymousId, placement, limit: 2 }, journal.writeKey);
    return recommendations.map(({ itemId }) => itemId).sort();
  }

  test("are recommended by what was read, liked and opened, each kind in its own place", async () => {
    await did("gardener", [
      ["Article Read", { article_id: "article-Gardens-1" }],
      ["Post Liked", { post_id: "post-Gardens-2" }],
      ["Email Opened", { subject_id: "subject_line-Gardens-3" }],
    ]);
    expect(await shown("gardener", "article")).toEqual(["article-Gardens-2", "article-Gardens-3"]);
    expect(await shown("gardener", "post")).toEqual(["post-Gardens-1", "post-Gardens-3"]);
    expect(await shown("gardener", "subject_line")).toEqual(["subject_line-Gardens-1", "subject_line-Gardens-2"]);
    expect((await shown("gardener", "offer")).every((id) => id.startsWith("offer-Gardens"))).toBe(true);
  });

  test("are not liked because a mail was sent or a post was hidden", async () => {
    await did("bystander", [
      ["Email Delivered", { subject_id: "subject_line-Boats-1" }],
      ["Post Hidden", { post_id: "post-Boats-1" }],
    ]);
    for (const kind of KINDS) expect(await shown("bystander", kind)).toEqual(await shown("stranger", kind));
    const answer = await query({ anonymousId: "bystander", placement: "post" }, journal.writeKey);
    expect(answer.degraded).toContain("no_history");
  });
});
