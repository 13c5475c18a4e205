import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { identifyMessage, trackMessage } from "../factories/messages.ts";
import { composeTestServer } from "../server/compose-test-server.ts";
import { recountStore } from "./recount-store.ts";

test("after merges and undos, what profiles say is what the events say, counted without any of the product's reading", async () => {
  const parent = await mkdtemp(join(tmpdir(), "rapport-merges-"));
  const dataDir = join(parent, "data");
  const server = await composeTestServer({ dataDir });
  const users = Array.from({ length: 12 }, (_, i) => `u${i}`);
  const send = async () => {
    const messages = users.flatMap((userId) => [
      identifyMessage({ userId, anonymousId: `d-${userId}` }),
      trackMessage({ userId, anonymousId: `d-${userId}`, event: `Seen ${userId}` }),
      trackMessage({ userId: undefined, anonymousId: `d-${userId}`, event: "Browsed" }),
    ]);
    await server.settle((await (await server.send(messages)).json()).offset);
  };
  const post = async (path: string, body?: object) => {
    const response = await server.ask(path, { key: server.secretKey, method: "POST", body });
    expect([path, response.status]).toEqual([path, 200]);
    return response.json();
  };
  await send();
  const merges: string[] = [];
  for (let i = 0; i < users.length; i += 3) {
    // Three become one, in two steps.
    for (const other of [1, 2]) {
      const body = { userId: `u${i + other}` };
      merges.push((await post(`/api/v1/users/u${i}/merge`, body)).merge.id);
    }
  }
  await send();
  // Undone out of order: the first of one three, the second of another, both of a third; the last stays one.
  for (const at of [0, 3, 4, 5]) await post(`/api/v1/merges/${merges[at]}/undo`);
  await send();
  const seen = await server.ask("/api/v1/users/u1", { key: server.secretKey });
  expect(await seen.json()).toMatchObject({ userId: "u1", counters: { "Seen u1": 3, Browsed: 3, identify: 3 } });
  await server.composition().close();
  const count = await recountStore({ dataDir });
  expect(count.folded.size).toBe(users.length - 4);
  expect(count.folded).toEqual(count.recounted);
  expect(count.usage).toBe(count.events);
  await rm(parent, { recursive: true });
});
