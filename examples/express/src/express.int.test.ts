import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Rapport } from "@rapport/node";
import type { SpawnedServer } from "@rapport/testkit/server/spawn-server";
import { spawnServer } from "@rapport/testkit/server/spawn-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createShop } from "./create-shop.ts";

let product: SpawnedServer;
let rapport: Rapport;
let shop: Server;
let origin = "";

beforeAll(async () => {
  product = await spawnServer();
  const { writeKey, secretKey } = product.report;
  rapport = new Rapport({ host: product.url, writeKey, secretKey });
  shop = createShop(rapport).listen(0, "127.0.0.1");
  await once(shop, "listening");
  // listen() without a path gives an AddressInfo, never a pipe's name.
  origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
});
afterAll(async () => {
  shop?.close();
  await rapport?.close();
  await product?.dispose();
});

const headers = { "x-user-id": "ada", "content-type": "application/json" };
const post = (path: string, body: object) =>
  fetch(origin + path, { method: "POST", headers, body: JSON.stringify(body) });

test("what a visitor does in the shop becomes their profile and what they see next", async () => {
  await post("/session", { plan: "pro" });
  await fetch(`${origin}/products/arc-reading-lamp`, { headers });
  // On a busy machine the first question may take longer than a page would wait for it; the shop then shows nothing.
  const readHome = async (): Promise<string[]> => {
    const shown: { id: string }[] = await (await fetch(`${origin}/home`, { headers })).json();
    return shown.map((one) => one.id);
  };
  await expect.poll(readHome, { timeout: 30_000 }).not.toEqual([]);
  expect(await readHome()).not.toContain("arc-reading-lamp");
  await post("/orders", { total: 59.9 });
  await rapport.flush();
  await expect.poll(async () => (await rapport.getProfile("ada"))?.traits).toMatchObject({ plan: "pro" });
  expect(rapport.stats()).toMatchObject({ rejected: 0, dropped: 0, pending: 0 });
});

test("a visitor who sends Global Privacy Control leaves no trace", async () => {
  const before = rapport.stats().queued;
  await fetch(`${origin}/products/arc-reading-lamp`, { headers: { "sec-gpc": "1" } });
  expect(rapport.stats().queued).toBe(before);
});
