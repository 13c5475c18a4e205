import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createCohereReranker } from "./cohere.ts";

/** Plays the published contract of `POST /v2/rerank`: refuses what the real one refuses. */
let answer: { status: number; body: unknown } | undefined;
const asked: { path: string; authorization: string; body: unknown }[] = [];
const server = createServer((request, response) => {
  let text = "";
  request.on("data", (chunk) => {
    text += chunk;
  });
  request.on("end", () => {
    const body: unknown = JSON.parse(text);
    asked.push({ path: request.url ?? "", authorization: request.headers.authorization ?? "", body });
    const documents: unknown = Reflect.get(Object(body), "documents");
    const results = Array.isArray(documents)
      ? documents.map((_, index) => ({ index, relevance_score: index / 10 }))
      : [];
    const { status, body: said } = answer ?? { status: 200, body: { id: "1", results: results.reverse(), meta: {} } };
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof said === "string" ? said : JSON.stringify(said));
  });
});
let baseUrl = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // as: a server that listens on a port has an address of this form
  baseUrl = `http://127.0.0.1:${port}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  answer = undefined;
  asked.length = 0;
});
const rerank = (texts = ["a", "b"]) => createCohereReranker({ apiKey: "key-1", baseUrl }).rerank("why", texts);

test("texts come back in the order of the service, asked for by its published form", async () => {
  expect(await rerank()).toEqual([
    { position: 1, score: 0.1 },
    { position: 0, score: 0 },
  ]);
  const body = { model: "rerank-v3.5", query: "why", documents: ["a", "b"], top_n: 2, max_tokens_per_doc: 1_000 };
  expect(asked).toEqual([{ path: "/v2/rerank", authorization: "Bearer key-1", body }]);
});

test.each([
  [401, { message: "invalid api token" }],
  [429, { message: "rate" }],
  [500, "oops"],
  [200, "not json"],
  [200, { results: [{ index: "0" }] }],
])("an answer %i %j is unavailable, and does not tell the key", async (status, body) => {
  answer = { status, body };
  const error: unknown = await rerank().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "unavailable" });
  expect(String(error)).not.toContain("key-1");
});

test("places that were not given, or twice, are left out", async () => {
  const results = [5, 1, 1].map((index) => ({ index, relevance_score: 7 }));
  answer = { status: 200, body: { results } };
  expect(await rerank()).toEqual([{ position: 1, score: 1 }]);
});

test("a service that cannot be reached is unavailable", async () => {
  const away = createCohereReranker({ apiKey: "key-1", baseUrl: "http://127.0.0.1:1" });
  await expect(away.rerank("why", ["a"])).rejects.toMatchObject({ code: "unavailable", retryable: true });
});
