import { recommendationAnswerSchema } from "@rapport/contracts/recommendations";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { trackMessage } from "../factories/messages.ts";
import { postJson, readAllEvents, waitUntilFolded } from "../server/api-client.ts";
import type { CuttableProxy } from "../server/cuttable-proxy.ts";
import { openCuttableProxy } from "../server/cuttable-proxy.ts";
import type { FreshDatabase } from "../server/fresh-database.ts";
import { createFreshDatabase } from "../server/fresh-database.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";
import { spawnServer } from "../server/spawn-server.ts";

const serverUrl = process.env.DATABASE_URL;
const DEVICES = ["device-a", "device-b", "device-c"];

describe.skipIf(!serverUrl)("while Postgres is away", () => {
  let database: FreshDatabase;
  let proxy: CuttableProxy;
  let server: SpawnedServer;
  beforeAll(async () => {
    database = await createFreshDatabase(serverUrl ?? "");
    proxy = await openCuttableProxy(database.url);
    server = await spawnServer({
      databaseUrl: proxy.url,
      env: { RAPPORT_READ_MIN_CALLS: "3", RAPPORT_READ_TIMEOUT_MS: "500" },
    });
  });
  afterAll(async () => {
    await server?.dispose();
    await proxy?.close();
    await database?.drop();
  });

  const sent: { messageId: string; anonymousId: string }[] = [];
  /** Sends one event of each device and expects that it is acknowledged. */
  async function sendRound(): Promise<void> {
    for (const anonymousId of DEVICES) {
      const message = trackMessage({ anonymousId });
      const answer = await postJson(server, "/v1/track", message);
      expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
      sent.push({ messageId: message.messageId, anonymousId });
    }
  }
  const read = (path: string) =>
    fetch(server.url + path, { headers: { authorization: `Bearer ${server.report.secretKey}` } });
  const recommend = async (anonymousId = DEVICES[0]) =>
    recommendationAnswerSchema.parse(
      await (await postJson(server, "/api/v1/recommendations/query", { anonymousId, limit: 5 })).json(),
    );

  test("events are acknowledged, reads say so at once, recommendations come from memory, and all of it ends by itself", async () => {
    await sendRound();
    await waitUntilFolded(server);
    // On a busy machine a first read may take longer than the half second that it has here.
    await expect.poll(async () => (await recommend()).degraded).not.toContain("store");
    await expect.poll(async () => (await read("/api/v1/users")).status).toBe(200);

    await proxy.cut();
    const statuses: number[] = [];
    for (let round = 0; round < 20; round++) {
      await sendRound();
      statuses.push((await read("/api/v1/users")).status);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(new Set(statuses)).toEqual(new Set([503]));
    expect((await read("/readyz")).status).toBe(503);
    expect(await (await read("/metrics")).text()).toMatch(/rapport_breaker_state\{breaker="store_reads"\} [12]/);
    // Who was asked for before is remembered whole, as nobody can change them now; of others there are no histories.
    const [known, unknown] = [await recommend(), await recommend(DEVICES[1])];
    expect(known.degraded).toEqual([]);
    expect(unknown.degraded).toEqual(expect.arrayContaining(["store", "no_history"]));
    expect([known, unknown].map(({ recommendations }) => recommendations.length)).toEqual([5, 5]);

    await proxy.heal();
    await expect.poll(async () => (await read("/api/v1/users")).status, { timeout: 30_000 }).toBe(200);
    await waitUntilFolded(server);
    await expect.poll(async () => (await recommend()).degraded, { timeout: 30_000 }).not.toContain("store");

    const stored = await readAllEvents(server);
    expect(stored).toHaveLength(sent.length);
    for (const device of DEVICES) {
      const inOrder = stored.filter(({ anonymousId }) => anonymousId === device).toSorted((a, b) => a.seq - b.seq);
      const asSent = sent.filter(({ anonymousId }) => anonymousId === device);
      expect(inOrder.map(({ messageId }) => messageId)).toEqual(asSent.map(({ messageId }) => messageId));
    }
  });
});
