import { logBatch, loggedEvent } from "@rapport/testkit/factories/enriched-events";
import { expect, test } from "vitest";
import { enrichEvent } from "./enrich-event.ts";
import { readUserAgent } from "./read-user-agent.ts";

const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";

const enriched = (
  payload: Record<string, unknown>,
  more: Parameters<typeof logBatch>[2] = {},
  type = "track" as const,
) => enrichEvent(logBatch("prj_1", [], more), loggedEvent({ type, payload }));

test("what came with the request is on every event", () => {
  const event = enriched({}, { trusted: true, ip: "203.0.113.0", userAgent: CHROME });
  expect(event.enrichment).toEqual({ browser: "Chrome", os: "Linux", device: "desktop", ip: "203.0.113.0" });
});

test("a message's own user agent counts before the request's, which may be a server's", () => {
  const { enrichment } = enriched({ context: { userAgent: IPHONE } }, { userAgent: CHROME });
  expect(enrichment).toEqual({ browser: "Mobile Safari", os: "iOS", device: "mobile" });
});

test("nothing is made up", () => {
  expect(enriched({}).enrichment).toEqual({});
  expect(enriched({ context: [], properties: 5 }).enrichment).toEqual({});
});

test.each([
  ["a text", "s-1", "s-1"],
  ["a number, as Segment's clients send it", 1767614400000, "1767614400000"],
  ["an empty text", "", undefined],
  ["a text that is too long", "s".repeat(65), undefined],
  ["an object", {}, undefined],
])("a session id that is %s", (_name, sessionId, expected) => {
  expect(enriched({ context: { sessionId } }).sessionId).toBe(expected);
});

test("the properties of a track event are not taken for a page", () => {
  const payload = { properties: { url: "https://shop.example/?utm_source=x" } };
  expect(enriched(payload).enrichment.touch).toBeUndefined();
  const page = enrichEvent(logBatch("prj_1", []), loggedEvent({ type: "page", payload }));
  expect(page.enrichment.touch?.source).toBe("x");
});

test.each([
  ["Chrome", CHROME, { browser: "Chrome", os: "Linux", device: "desktop" }],
  ["an iPhone", IPHONE, { browser: "Mobile Safari", os: "iOS", device: "mobile" }],
  ["a library", "node", {}],
  ["nothing", "", {}],
  ["a text too long for a browser's", `${CHROME} ${"x".repeat(500)}`, {}],
])("reads %s", (_name, userAgent, expected) => {
  expect(readUserAgent(userAgent)).toEqual(expected);
  expect(readUserAgent(userAgent)).toEqual(expected);
});
