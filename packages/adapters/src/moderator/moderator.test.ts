import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { moderatorConformance } from "@rapport/ports/moderator/conformance";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createBuiltInModerator } from "./built-in.ts";
import { createOpenaiModerator } from "./openai.ts";

/** Plays the published contract of `POST /v1/moderations`: flags texts that hold the word "kill". */
let broken: { status: number; body: string } | undefined;
const asked: unknown[] = [];
const server = createServer((request, response) => {
  let text = "";
  request.on("data", (chunk) => {
    text += chunk;
  });
  request.on("end", () => {
    const body: unknown = JSON.parse(text);
    asked.push([request.url, request.headers.authorization, body]);
    const flagged = String(Reflect.get(Object(body), "input")).includes("kill");
    const categories = { violence: flagged, "violence/graphic": flagged, sexual: false };
    const category_scores = { violence: 0.6, "violence/graphic": 0.9, sexual: 0.01 };
    const said = JSON.stringify({ id: "modr-1", model: "omni", results: [{ flagged, categories, category_scores }] });
    response.writeHead(broken?.status ?? 200, { "content-type": "application/json" }).end(broken?.body ?? said);
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
  broken = undefined;
});
const openai = () => createOpenaiModerator({ apiKey: "key-1", baseUrl });

moderatorConformance("built-in lists", createBuiltInModerator, "what a f.u.c.k up");
moderatorConformance("OpenAI", openai, "I will kill you");

test.each([
  ["en", "You f u c k"],
  ["en", "fuuuck sh1t"],
  ["en", "kill yourself"],
  ["de", "So eine Scheiße"],
  ["fr", "quel connard"],
  ["es", "Eres un CABRON"],
  ["it", "vaffanculo"],
  ["pt", "vai tomar no cu"],
  ["nl", "klootzakken"],
])("the lists hold back (%s) %j", async (_, text) => {
  expect((await createBuiltInModerator().moderate(text)).length).toBeGreaterThan(0);
});

test.each([
  "class assess cocktail Dickens Scunthorpe",
  "Die Schlampigkeit der Arbeit",
  "Merdeka Square, a fickle wind, putative spasm",
  "Un cono gelato a Troia",
])("they let %j pass", async (text) => {
  expect(await createBuiltInModerator().moderate(text)).toEqual([]);
});

test("OpenAI's moderation is asked in its published form, and the surest sub-category counts", async () => {
  asked.length = 0;
  expect(await openai().moderate("kill")).toEqual([{ category: "violence", score: 0.9, start: 0, end: 4 }]);
  expect(asked).toEqual([["/v1/moderations", "Bearer key-1", { model: "omni-moderation-latest", input: "kill" }]]);
});

test.each([
  [429, "{}"],
  [500, "oops"],
  [200, "not json"],
  [200, `{"results":[]}`],
])("an answer %i %j is no judgement, and does not tell the key", async (status, body) => {
  broken = { status, body };
  const error: unknown = await openai()
    .moderate("a")
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "unavailable" });
  expect(String(error)).not.toContain("key-1");
});
