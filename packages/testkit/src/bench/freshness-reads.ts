import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { catalogItemSchema } from "@rapport/contracts/catalog";
import { z } from "zod";
import type { BenchServer } from "./bench-server.ts";
import { benchRule } from "./segments/bench-rules.ts";

const CATALOG = fileURLToPath(new URL("../../../../examples/storefront/catalog.json", import.meta.url));
/** Segments that every event is judged by. */
const SEGMENTS = 20;
/** Longest wait in the server for what a tracking answer told, ms. */
const WAIT_MS = 5_000;

/** A view by a person who was never there before: what is read afterwards can show it, or not. */
export type Mark = { number: number; userId: string; itemId: string; message: object };
/** Reads of one kind: what is asked, and whether the answer shows the view. */
export type MarkRead = { what: string; read: (mark: Mark, offset: string) => Promise<boolean> };
/** The server had too much to do to answer a read. */
export class RefusedRead extends Error {
  override readonly name = "RefusedRead";
}

/** One event on each UTC day of the messages: a server that runs has the days that it hears of, and makes the next ahead. */
export async function prepareDays(server: BenchServer, messages: readonly object[]): Promise<void> {
  const days = new Set(messages.map((message) => String(Object(message).originalTimestamp).slice(0, 10)));
  const batch = [...days].map((timestamp) => ({ type: "track", event: "Day", userId: "days", timestamp }));
  await ask(server, "POST", "/v1/batch", { batch });
  await server.settle();
}

/** A catalog and segments for what is read, and the marks to look for. */
export async function prepareMarks(server: BenchServer) {
  const items = z.array(catalogItemSchema).parse(JSON.parse(readFileSync(CATALOG, "utf8")));
  await ask(server, "PUT", "/api/v1/catalog/items", { items: items.map(({ available: _, ...item }) => item) });
  for (let i = 1; i < SEGMENTS; i++) await putSegment(server, `Segment ${i}`, benchRule(i));
  const segmentId = await putSegment(server, "Marked", 'did "Product Viewed" where mark = true in last 1h');
  let marks = 0;
  const nextMark = (): Mark => {
    const number = marks++;
    const userId = `mark-${number}`;
    const itemId = items[number % items.length]?.id ?? "";
    const properties = { product_id: itemId, mark: true };
    return { number, userId, itemId, message: { type: "track", event: "Product Viewed", userId, properties } };
  };
  return { nextMark, reads: readsOf(server, segmentId) };
}

function readsOf(server: BenchServer, segmentId: string): MarkRead[] {
  const get = (path: string, offset: string) => ask(server, "GET", `${path}?after=${offset}&wait=${WAIT_MS}`);
  return [
    {
      what: "profile",
      read: async ({ userId }, offset) => Object(await get(`/api/v1/users/${userId}`, offset)).eventCount === 1,
    },
    {
      what: "segments",
      read: async ({ userId }, offset) => {
        const { data } = Object(await get(`/api/v1/users/${userId}/segments`, offset));
        return JSON.stringify(data ?? []).includes(segmentId);
      },
    },
    {
      what: "recommendations",
      read: async ({ userId, itemId }, offset) => {
        const query = { userId, after: offset, waitMs: WAIT_MS };
        const { recommendations } = Object(await ask(server, "POST", "/api/v1/recommendations/query", query));
        return JSON.stringify(Object(recommendations)[0]?.explanation.because ?? []).includes(itemId);
      },
    },
  ];
}

async function putSegment(server: BenchServer, name: string, text: string): Promise<string> {
  const { id } = Object(await ask(server, "POST", "/api/v1/segments", { name, description: "", text }));
  return String(id);
}

/** The body of an answer; undefined where there is nothing, such as nobody of that name. */
async function ask(server: BenchServer, method: string, path: string, body?: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${server.key}`, "content-type": "application/json" };
  const answer = await fetch(`${server.url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  if (answer.status === 404) return undefined;
  if (answer.status === 503) throw new RefusedRead(path);
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
