import { catalogItemSchema, catalogPageSchema, importItemsAnswerSchema } from "@rapport/contracts/catalog";
import { recommendationAnswerSchema } from "@rapport/contracts/recommendations";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await composeTestServer();
});
afterAll(() => server.close());

const put = (items: object[], key = server.secretKey) =>
  server.ask("/api/v1/catalog/items", { method: "PUT", key, body: { items } });
const importText = async (format: string, body: string, key = server.secretKey) =>
  importItemsAnswerSchema.parse(
    await (await server.ask(`/api/v1/catalog/import?format=${format}`, { key, body })).json(),
  );
const read = async (id: string, key = server.secretKey) =>
  catalogItemSchema.parse(await (await server.ask(`/api/v1/catalog/items/${id}`, { key })).json());

const FULL = {
  ...{ id: "full", type: "offer", name: 'Said "now, or"\nnever', description: "=1+1", categories: ["A > B", "C"] },
  ...{ tags: ["x, y", "z"], priceCents: 1999, costCents: 900, currency: "EUR", url: "https://a.example/" },
  ...{ imageUrl: null, available: true, stock: 4, validFrom: "2020-01-01T00:00:00.000Z", validUntil: null },
  ...{
    attributes: { brand: "Öl", sizes: ["s", "m"], organic: true, weight: 1.5, ean: "007" },
    embedding: [0.5, -0.25],
  },
};

test("an item keeps every field, and an export of it, in each form, imports as the same", async () => {
  const other = await server.addProject("copies");
  await put([FULL]);
  expect(await read("full")).toEqual(FULL);
  for (const format of ["csv", "jsonl"]) {
    const file = await server.ask(`/api/v1/catalog/export?format=${format}`, { key: server.secretKey });
    const text = await file.text();
    if (format === "csv") expect(text).toContain(",'=1+1,");
    expect(await importText(format, text, other.secretKey)).toMatchObject({ upserted: 1, rejected: 0, errors: [] });
    expect(await read("full", other.secretKey)).toEqual(FULL);
  }
});

test("an export needs a secret key", async () => {
  expect((await server.ask("/api/v1/catalog/export", { key: server.writeKey })).status).toBe(403);
});

test("a file's bad rows are named by row and field and hold back no good one", async () => {
  const text = `id,name,price,validFrom,validUntil,embedding
ok,Fine,9.99,,,
,No id,1,,,
bad,Bad price,1.999,,,
late,Late,1,2026-02-01,2026-01-01,
long,Long vector,1,,,"[1,2,3]"`;
  const answer = await importText("csv", text);
  expect(answer).toMatchObject({ rows: 5, upserted: 1, rejected: 4 });
  expect(answer.errors.map(({ row, field }) => [row, field])).toEqual([
    [3, "id"],
    [4, "price"],
    [5, "validUntil"],
    [6, "embedding"],
  ]);
  expect(await read("ok")).toMatchObject({ priceCents: 999 });
});

test("a dry run says the same and takes nothing", async () => {
  const path = "/api/v1/catalog/import?format=csv&dryRun=true";
  const answer = await (await server.ask(path, { key: server.secretKey, body: "id,name\ndry,Dry\n,X" })).json();
  expect(answer).toMatchObject({ upserted: 1, rejected: 1 });
  expect((await server.ask("/api/v1/catalog/items/dry", { key: server.secretKey })).status).toBe(404);
});

test("a vector of another length than the project's is refused by the item's place", async () => {
  await put([FULL]);
  const response = await put([{ id: "v", name: "V", embedding: [1, 2, 3] }]);
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { errors: [{ pointer: "/items/0/embedding" }] },
  ]);
});

test("items are listed by type", async () => {
  await put([{ id: "post-1", name: "A post", type: "post" }]);
  const page = await server.ask("/api/v1/catalog/items?type=post", { key: server.secretKey });
  expect(catalogPageSchema.parse(await page.json()).data.map(({ id }) => id)).toEqual(["post-1"]);
});

test("a public key reads neither cost nor stock nor vector of a recommended item", async () => {
  const shop = await server.addProject("secrets");
  await put([FULL], shop.secretKey);
  const response = await server.ask("/api/v1/recommendations/query", {
    key: shop.writeKey,
    body: { anonymousId: "x" },
  });
  const { recommendations } = recommendationAnswerSchema.parse(await response.clone().json());
  expect(recommendations.map(({ itemId }) => itemId)).toEqual(["full"]);
  expect(await response.text()).not.toMatch(/costCents|stock|embedding/);
});

test("an item that sells out is gone from the next answer, and back with new stock", async () => {
  const shop = await server.addProject("stock");
  const shown = async () => {
    const response = await server.ask("/api/v1/recommendations/query", {
      key: shop.writeKey,
      body: { anonymousId: "x" },
    });
    return recommendationAnswerSchema.parse(await response.json()).recommendations.map(({ itemId }) => itemId);
  };
  for (const [stock, ids] of [
    [1, ["mug"]],
    [0, []],
    [7, ["mug"]],
  ]) {
    await put([{ id: "mug", name: "Mug", stock }], shop.secretKey);
    expect(await shown()).toEqual(ids);
  }
});
