import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { privacyRequestSchema } from "@rapport/contracts/privacy";
import { createRandom } from "@rapport/engine/random";
import { openStore } from "@rapport/store/client";
import { afterEach, describe, expect, test } from "vitest";
import { getJson, postJson, readAllProfiles, sendBatch, waitUntilFolded } from "../server/api-client.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";
import { storeEngines } from "../server/store-engines.ts";
import { findWords } from "../store/made-up-rows.ts";
import { TEST_SEED } from "../test-seed.ts";

const PEOPLE = 24;
const ERASED = 16;
const EVENTS = 12;
const KILLS = 2;
const PATIENCE_MS = 90_000;

let server: SpawnedServer;
afterEach(() => server?.dispose());

const wordOf = (n: number) => `canary${n}x`;

/** One person's messages: every id and every text holds their word. */
function messagesOf(n: number): object[] {
  const word = wordOf(n);
  const who = { userId: `${word}-user`, anonymousId: `${word}-device` };
  const traits = { email: `${word}@example.com` };
  const views = Array.from({ length: EVENTS - 1 }, () => ({ type: "track", ...who, event: `Saw ${word}` }));
  return [{ type: "identify", ...who, traits }, ...views];
}

/** Asks for a person's erasure until the server has taken it, whatever becomes of the server meanwhile. */
async function requestErasure(n: number): Promise<string> {
  for (const untilMs = Date.now() + PATIENCE_MS; Date.now() < untilMs; await sleep(20)) {
    const body = { userId: `${wordOf(n)}-user` };
    const answer = await postJson(server, "/api/v1/privacy/erase", body, server.report.secretKey).catch(
      () => undefined,
    );
    const text = await answer?.text().catch(() => undefined);
    if (answer?.status === 200 && text) return privacyRequestSchema.parse(JSON.parse(text)).id;
  }
  throw new Error(`The erasure of person ${n} was never taken`);
}

async function waitUntilDone(id: string): Promise<void> {
  const ask = () => getJson(server, `/api/v1/privacy/requests/${id}`, privacyRequestSchema);
  for (const untilMs = Date.now() + PATIENCE_MS; (await ask()).state !== "done"; await sleep(50))
    if (Date.now() > untilMs) throw new Error(`The erasure ${id} is not done after ${PATIENCE_MS} ms`);
}

describe.each(storeEngines(process.env.DATABASE_URL))("$name", (engine) => {
  test(`${KILLS} kills in the midst of erasures: each that was taken is done, whole, and nobody else is touched`, {
    timeout: 240_000,
  }, async () => {
    const random = createRandom(TEST_SEED);
    server = await engine.start();
    await sendBatch(server, Array.from({ length: PEOPLE }, (_, n) => messagesOf(n)).flat());
    await waitUntilFolded(server);
    const taken: string[] = [];
    let next = 0;
    const work = async () => {
      for (let n = next++; n < ERASED; n = next++) taken.push(await requestErasure(n));
    };
    const workers = [work(), work()];
    for (let kill = 0; kill < KILLS; kill++) {
      const after = Math.floor(((kill + random.next()) / KILLS) * (ERASED - 2));
      while (taken.length <= after) await sleep(1);
      await sleep(random.next() * 30);
      await server.kill("SIGKILL");
      await server.start();
    }
    await Promise.all(workers);
    for (const id of taken) await waitUntilDone(id);
    const counts = (await readAllProfiles(server)).map(({ eventCount }) => eventCount);
    expect({ seed: TEST_SEED, counts }).toEqual({ seed: TEST_SEED, counts: Array(PEOPLE - ERASED).fill(EVENTS) });
    await server.kill("SIGINT");
    await expectTraces(server, ERASED);
  });
});

/** Of the first so many people no table has a word; of everybody else many have. */
async function expectTraces({ dataDir, databaseUrl }: SpawnedServer, erased: number): Promise<void> {
  const store = await openStore({ dataDir: join(dataDir, "store"), databaseUrl, exclusive: false });
  try {
    for (let n = 0; n < PEOPLE; n++) {
      const found = await findWords(store, wordOf(n));
      if (n < erased) expect({ n, found }).toEqual({ n, found: {} });
      else expect(found).toMatchObject({ events: EVENTS, profiles: 1, identities: 2 });
    }
  } finally {
    await store.close();
  }
}
