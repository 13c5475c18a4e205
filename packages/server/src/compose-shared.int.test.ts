import { trackingAnswerSchema } from "@rapport/contracts/messages";
import { trackMessage } from "@rapport/testkit/factories/messages";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { createTestDatabase } from "@rapport/testkit/store/open-test-store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "./config.ts";
import { requireSharedSettings } from "./instance.ts";

const KEYS = { writeKey: "pk_shared_by_all", secretKey: "sk_shared_by_all", sessionSecret: "s".repeat(32) };
const serverUrl = process.env.DATABASE_URL;

describe.runIf(serverUrl)("servers that share an event log and a database", () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let one: TestServer;
  let two: TestServer;
  beforeAll(async () => {
    database = await createTestDatabase(serverUrl ?? "");
    const eventLog = { engine: "postgres", url: database.url } as const;
    const settings = { ...KEYS, databaseUrl: database.url, eventLog, demo: true };
    [one, two] = await Promise.all([composeTestServer(settings), composeTestServer(settings)]);
  });
  afterAll(async () => {
    await Promise.all([one.close(), two.close()]);
    await database.remove();
  });

  const views = (count: number, device: string, itemId = "p-1") =>
    Array.from({ length: count }, (_, i) =>
      trackMessage({
        event: "Product Viewed",
        anonymousId: `${device}-${i}`,
        properties: { product_id: itemId },
      }),
    );
  /** Messages so far, each of which there is something to learn from. */
  let sent = 0;
  async function send(to: TestServer, messages: readonly unknown[]): Promise<string> {
    sent += messages.length;
    const response = await to.send(messages);
    expect(response.status).toBe(200);
    return trackingAnswerSchema.parse(await response.json()).offset;
  }
  /** The newest events as text, no older than what an answer's offset names. */
  async function readAfter(server: TestServer, offset: string): Promise<string> {
    const path = `/api/v1/events?limit=500&after=${encodeURIComponent(offset)}&wait=5000`;
    return (await server.ask(path, { key: KEYS.secretKey })).text();
  }
  const both = () => [one, two];
  const modelOf = (server: TestServer) => server.composition().services.recommenders.get(one.projectId).recommender;

  test("are one deployment although they started at once on two data directories: one project, the same keys", async () => {
    const held = () => both().map((server) => server.composition().workers.projector.held().length);
    await expect.poll(held, { timeout: 20_000 }).toEqual([32, 32]);
    expect(two.projectId).toBe(one.projectId);
    for (const server of both()) {
      expect((await server.ask("/api/v1/users", { key: KEYS.secretKey })).status).toBe(200);
      await send(server, [trackMessage()]);
    }
  });

  test("read on either what was written to the other, as soon as the writer's answer names it", async () => {
    const offset = await send(one, views(40, "read-your-writes"));
    for (const server of both()) {
      for (const i of [0, 17, 39]) {
        expect(await readAfter(server, offset)).toContain(`"read-your-writes-${i}"`);
      }
    }
  });

  test("learn the same, whichever of them stored it, and count nothing twice", async () => {
    const learned = () => both().map((server) => modelOf(server).stats.interactions);
    await expect.poll(learned).toEqual([sent, sent]);
    const before = sent;
    await Promise.all([send(one, views(50, "learn-a")), send(two, views(50, "learn-b"))]);
    await expect.poll(learned).toEqual([before + 100, before + 100]);
  });

  test("recommend an item that was added on another one, and no longer one that was deleted there", async () => {
    const item = { id: "fresh", name: "Fresh" };
    const put = await one.ask("/api/v1/catalog/items", { method: "PUT", key: KEYS.secretKey, body: { items: [item] } });
    expect(put.status).toBe(200);
    const known = () => both().map((server) => modelOf(server).cataloguedIds().includes("fresh"));
    await expect.poll(known, { timeout: 20_000 }).toEqual([true, true]);
    await two.ask("/api/v1/catalog/items/fresh", { method: "DELETE", key: KEYS.secretKey });
    await expect.poll(known, { timeout: 20_000 }).toEqual([false, false]);
  });

  test("show on the live stream of either all events once, through breaks and resumptions", async () => {
    const streams = await Promise.all(both().map((server) => followSeqs(server, KEYS.secretKey)));
    for (let i = 0; i < 12; i++) {
      await send(i % 2 ? one : two, views(10, `live-${i}`));
      // Who has received nothing has nothing to go on from.
      if (i === 0) await expect.poll(() => streams.every(({ names }) => names.length > 0)).toBe(true);
      // A connection that breaks is taken up by the other server: behind a balancer it may be any.
      if (i % 4 === 3) await Promise.all(streams.map((stream) => stream.resume(i % 8 === 3 ? two : one)));
    }
    await expect.poll(() => streams.map(({ names }) => names.length), { timeout: 20_000 }).toEqual([120, 120]);
    for (const { names } of streams) {
      expect(new Set(names).size).toBe(120);
      expect(names.every((name) => name.startsWith("live-"))).toBe(true);
    }
    await Promise.all(streams.map(({ stop }) => stop()));
  });

  test("say how much is left, all of them, and are ready", async () => {
    await send(one, views(20, "lag"));
    const readiness = async () =>
      Promise.all(both().map(async (server) => (await server.ask("/readyz")).json() as Promise<{ lag: number }>)); // as: the route's own body, asserted below
    await expect.poll(readiness, { timeout: 20_000 }).toMatchObject([
      { ready: true, lag: 0 },
      { ready: true, lag: 0 },
    ]);
  });

  test("leave to the other what they fold when they stop", async () => {
    await two.restart();
    await expect
      .poll(() => both().map((server) => server.composition().workers.projector.held().length), { timeout: 20_000 })
      .toEqual([32, 32]);
    const offset = await send(two, views(30, "after-restart"));
    await one.settle(offset);
    expect(one.lines.filter(({ level }) => level === "error")).toEqual([]);
  });
});

test("servers that share a log are refused without the settings that make them one, each by its name", () => {
  const config = { ...readConfig({}), writeKey: KEYS.writeKey };
  expect(() => requireSharedSettings(config)).toThrow(
    /DATABASE_URL, RAPPORT_SECRET_KEY, RAPPORT_SESSION_SECRET, the same for each/,
  );
  const all = { ...config, ...KEYS, databaseUrl: "postgres://localhost/x" };
  expect(() => requireSharedSettings(all)).not.toThrow();
});

/** Devices of the live events as they come, over any number of connections. */
async function followSeqs(first: TestServer, key: string) {
  const names: string[] = [];
  let lastId: string | undefined;
  let connection = await connect(first);

  async function connect(server: TestServer) {
    const headers = lastId === undefined ? {} : { "last-event-id": lastId };
    const response = await server.ask("/api/v1/stream", { key, headers });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await reader?.read())?.value ?? "";
    const reading = (async () => {
      for (;;) {
        const blocks = text.split("\n\n");
        text = blocks.pop() ?? "";
        for (const block of blocks) {
          lastId = /^id: (.*)$/m.exec(block)?.[1] ?? lastId;
          const device = /"anonymousId":"([^"]+)"/.exec(block)?.[1];
          if (device) names.push(device);
        }
        const { value, done } = (await reader?.read()) ?? { value: "", done: true };
        if (done) return;
        text += value;
      }
    })();
    return { reader, reading };
  }
  async function stop(): Promise<void> {
    await connection.reader?.cancel();
    await connection.reading;
  }
  return {
    names,
    stop,
    async resume(server: TestServer): Promise<void> {
      await stop();
      connection = await connect(server);
    },
  };
}
