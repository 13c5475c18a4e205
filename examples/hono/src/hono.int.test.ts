import { Rapport } from "@rapport/node";
import type { SpawnedServer } from "@rapport/testkit/server/spawn-server";
import { spawnServer } from "@rapport/testkit/server/spawn-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "./worker.ts";

let product: SpawnedServer;
beforeAll(async () => {
  product = await spawnServer();
});
afterAll(() => product?.dispose());

test("a worker that may stop after its answer has delivered its events by then", async () => {
  const { writeKey, secretKey } = product.report;
  const app = createApp({ host: product.url, key: secretKey });
  const later: Promise<unknown>[] = [];
  const context = {
    waitUntil: (one: Promise<unknown>) => later.push(one),
    passThroughOnException: () => {},
    props: {},
  };
  const headers = { "x-user-id": "grace" };
  const article = await app.request("http://news.test/articles/a1", { headers }, {}, context);
  expect(await article.json()).toEqual({ id: "a1" });
  await Promise.all(later);
  await using reader = new Rapport({ host: product.url, writeKey, secretKey });
  await expect.poll(() => reader.getProfile("grace")).toMatchObject({ id: expect.any(String) });
  const next = await app.request("http://news.test/next", { headers }, {}, context);
  expect((await next.json()).length).toBeGreaterThan(0);
});
