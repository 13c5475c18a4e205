import { gzipSync } from "node:zlib";
import type { Random } from "@rapport/engine/random";
import type { HostileValue } from "./hostile-values.ts";
import { drawHostileValue, drawMalformed } from "./hostile-values.ts";

/** One route of the OpenAPI document. */
export type Route = { method: string; path: string; hasBody: boolean };

/** A request that nobody should send. */
export type HostileRequest = {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Uint8Array | undefined;
  /** What is wrong with it, for whoever reads a failure. */
  flaw: string;
  /** Ids of valid messages beside the hostile ones of this batch. */
  neighbours: string[];
};

export type RequestSource = { routes: readonly Route[]; writeKey: string; secretKey: string; random: Random };

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"];
const ENCODINGS = ["gzip", "br", "deflate", "zstd", "gzip, gzip", "GZIP", "identity", "compress", "x".repeat(500)];
const TYPES = [
  "application/json",
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "image/png",
  "",
];
const PATH_PARTS = [
  "u-1",
  "%00",
  "%ff",
  "%",
  "%ED%A0%80",
  "..%2f..%2fetc%2fpasswd",
  "%F0%9F%AB%96",
  "null",
  "a".repeat(256),
  "b".repeat(6_000),
  "pro_",
  "pro_zzzzzzzzzzzzzzzzzzzzzzzzzz",
  "'%20or%201=1--",
  "__proto__",
  "constructor",
  "%20",
  "+",
];
const QUERY_NAMES = [
  "limit",
  "cursor",
  "after",
  "wait",
  "search",
  "name",
  "type",
  "profileId",
  "category",
  "placement",
  "itemId",
];
const QUERY_VALUES = [
  "",
  "-1",
  "0",
  "1e9",
  "NaN",
  "Infinity",
  "5000000000000000000000",
  "%00",
  "a%00b",
  "%ff",
  "%ED%A0%80",
  "%",
  "x".repeat(5_000),
  "%25_%5c",
  "%27%3b--",
  "999999999999999",
  "eyJ4IjoxfQ",
  "%7B%7D",
  "%F0%9F%AB%96",
  "[]",
  "true",
  "pro_0",
  "1",
  "track",
];
/** Batches of messages; other routes take batches of other things, whole or not at all. */
const BATCH = /^\/(?:beacon\/v1|api\/v1\/events|v1)\/(?:batch|b|import)$/;
/** So that neighbours of bad messages are many, however many other routes there are. */
const BATCH_EVERY = 8;
const FIELDS = [
  "type",
  "messageId",
  "anonymousId",
  "userId",
  "event",
  "name",
  "category",
  "groupId",
  "previousId",
  "properties",
  "traits",
  "context",
  "integrations",
  "timestamp",
  "originalTimestamp",
  "sentAt",
  "extra",
];
const PRODUCT_FIELDS = [
  "items",
  "userId",
  "anonymousId",
  "placement",
  "limit",
  "itemId",
  "exclude",
  "category",
  "after",
  "decisionId",
  "action",
  "itemIds",
  "messageId",
  "surplus",
];
const BOMB = gzipSync(Buffer.alloc(64 * 1024 * 1024));
const HUGE = Buffer.from(`{"batch":["${"x".repeat(5 * 1024 * 1024)}"]}`);

/** Draws the request of this number; the same source gives the same stream. */
export function drawHostileRequest(source: RequestSource, number: number): HostileRequest {
  const { random } = source;
  const route = routeOf(source, number);
  const request: HostileRequest = {
    method: route.method,
    path: fillPath(route.path, random),
    headers: { Authorization: drawAuthorization(source, route), "Content-Type": random.pick(TYPES) },
    body: undefined,
    flaw: "parameters",
    neighbours: [],
  };
  if (!route.hasBody) return { ...request, path: request.path + drawQuery(random) };
  if (BATCH.test(route.path) && random.next() < 0.8) return spliceBatch(request, source, number);
  return fillBody(request, route, random);
}

function fillBody(request: HostileRequest, route: Route, random: Random): HostileRequest {
  const draw = random.next();
  if (draw < 0.003) return { ...request, body: HUGE, flaw: "5 MB" };
  if (draw < 0.006) return { ...request, body: BOMB, headers: gzipped(request), flaw: "gzip bomb" };
  if (draw < 0.05) return { ...request, method: random.pick(METHODS), body: undefined, flaw: "method" };
  const valid = validBody(route.path, random);
  const { flaw, json } = draw < 0.35 ? drawMalformed(valid, random) : exchangeField(valid, route.path, random);
  if (draw > 0.9) return encode(request, json, flaw, random);
  return { ...request, body: Buffer.from(json), flaw };
}

/** Every route in turn, and batches of messages between them. */
function routeOf({ routes }: RequestSource, number: number): Route {
  const isBatch = number % BATCH_EVERY === 0;
  const among = isBatch ? routes.filter(({ path }) => BATCH.test(path)) : routes;
  const turn = Math.floor(number / BATCH_EVERY);
  return among[(isBatch ? turn : number - turn) % among.length] ?? { method: "POST", path: "/v1/batch", hasBody: true };
}

/** Two valid messages with something else between them: what stands beside a bad message must not suffer. */
function spliceBatch(request: HostileRequest, { random, secretKey }: RequestSource, number: number): HostileRequest {
  const neighbours = [`good-${number}-a`, `good-${number}-b`];
  const [before, after] = neighbours.map((messageId) =>
    JSON.stringify({ type: "track", event: "Good", messageId, anonymousId: `device-${number % 50}` }),
  );
  const value = drawHostileValue(random);
  const between = random.next() < 0.3 ? value : exchangeField(validMessage(random), "/v1/track", random, value);
  const body = Buffer.from(`{"batch":[${before},${between.json},${after}]}`);
  const headers = { ...request.headers, Authorization: `Bearer ${secretKey}` };
  return { ...request, headers, body, flaw: `neighbour: ${between.flaw}`, neighbours };
}

function encode(request: HostileRequest, json: string, flaw: string, random: Random): HostileRequest {
  const encoding = random.pick(ENCODINGS);
  const packed = random.next() < 0.5 ? gzipSync(json) : Buffer.from(json, random.next() < 0.5 ? "utf16le" : "latin1");
  const body = random.next() < 0.3 ? packed.subarray(0, packed.length / 2) : packed;
  const headers = { ...request.headers, "Content-Encoding": encoding };
  return { ...request, headers, body: new Uint8Array(body), flaw: `${flaw}, as ${encoding.slice(0, 20)}` };
}

/** Puts a hostile value in the place of a field, or beside the fields. */
function exchangeField(valid: string, path: string, random: Random, value = drawHostileValue(random)): HostileValue {
  const product = path.startsWith("/api/") && !/events|identify/.test(path);
  const field = random.pick(product ? PRODUCT_FIELDS : FIELDS);
  const fields = Object.entries<unknown>(JSON.parse(valid)).filter(([name]) => name !== field);
  const kept = fields.map(([name, kept]) => `${JSON.stringify(name)}:${JSON.stringify(kept)}`);
  return { flaw: `${field}: ${value.flaw}`, json: `{${[...kept, `"${field}":${value.json}`].join(",")}}` };
}

function validBody(path: string, random: Random): string {
  if (BATCH.test(path)) return `{"batch":[${validMessage(random)}]}`;
  if (path.endsWith("/catalog/items")) return '{"items":[{"id":"item-1","name":"Item"}]}';
  if (path.endsWith("/query")) return '{"anonymousId":"device-1","limit":3}';
  if (path.endsWith("/feedback")) {
    return '{"decisionId":"dec_1","action":"shown","itemIds":["item-1"],"anonymousId":"device-1"}';
  }
  return validMessage(random);
}

function validMessage(random: Random): string {
  return JSON.stringify({
    type: "track",
    event: "Clicked",
    userId: `u-${random.int(20)}`,
    groupId: "g-1",
    previousId: `device-${random.int(20)}`,
    properties: { product_id: "copper-kettle" },
    traits: { email: "ada@example.com" },
    context: { page: { url: "https://shop.example/?utm_source=mail" } },
    timestamp: "2026-01-05T12:00:00.000Z",
  });
}

function drawAuthorization({ random, secretKey, writeKey }: RequestSource, route: Route): string {
  const draw = random.next();
  if (draw < 0.94) return `Bearer ${draw < 0.3 && route.path.startsWith("/v1") ? writeKey : secretKey}`;
  return random.pick([
    "",
    "Bearer",
    "Basic",
    "Basic %%%",
    `Bearer ${"k".repeat(3_000)}`,
    "Bearer sk_of_nobody",
    "Digest x=1",
  ]);
}

function fillPath(path: string, random: Random): string {
  return path.replaceAll(/\{\w+\}/g, () => random.pick(PATH_PARTS));
}

function drawQuery(random: Random): string {
  const pairs = Array.from({ length: random.int(4) }, () => `${random.pick(QUERY_NAMES)}=${random.pick(QUERY_VALUES)}`);
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

function gzipped(request: HostileRequest): Record<string, string> {
  return { ...request.headers, "Content-Encoding": "gzip" };
}
