import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, expect, it } from "vitest";
import { readArguments } from "./arguments.ts";
import { generateCatalog } from "./generate-catalog.ts";
import { sendTraffic } from "./send-traffic.ts";
import { simulate } from "./simulate.ts";
import { writeJsonl } from "./write-jsonl.ts";

const simulation = simulate({
  seed: 1,
  visitors: 30,
  startMs: Date.UTC(2026, 0, 5),
  days: 2,
  catalog: generateCatalog(1, 20),
});
const identity = (message: { messageId?: unknown; originalTimestamp?: unknown; userId?: unknown }) => ({
  messageId: message.messageId,
  originalTimestamp: message.originalTimestamp,
  userId: message.userId,
});
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

it("sends every message once, with its own id and time, and says so", async () => {
  const received: Record<string, unknown>[] = [];
  const host = await listen(received);
  const report = await sendTraffic(simulation, { host, writeKey: "pk_test" });
  const byId = (a: { messageId?: unknown }, b: { messageId?: unknown }) =>
    String(a.messageId) < String(b.messageId) ? -1 : 1;
  expect(received.map(identity).sort(byId)).toEqual([...simulation].map(identity).sort(byId));
  expect(report).toMatchObject({ sent: received.length, accepted: received.length, rejected: 0, dropped: 0 });
});

it("holds to the rate", async () => {
  const host = await listen([]);
  const report = await sendTraffic([...simulation].slice(0, 500), { host, writeKey: "pk_test", rate: 1_000 });
  expect(report.seconds).toBeGreaterThanOrEqual(0.45);
});

it("writes one message a line", async () => {
  const folder = await mkdtemp(join(tmpdir(), "simulator-"));
  cleanups.push(() => rm(folder, { recursive: true }));
  const path = join(folder, "events.jsonl");
  const lines = await writeJsonl(path, simulation);
  const text = await readFile(path, "utf8");
  expect(text).toBe([...simulation].map((message) => `${JSON.stringify(message)}\n`).join(""));
  expect(lines).toBe(simulation.truth().messages);
});

it("reads the command line and names the option that is wrong", () => {
  const nowMs = Date.UTC(2026, 0, 12);
  expect(readArguments(["--visitors", "20", "--days", "3"], nowMs)).toMatchObject({
    visitors: 20,
    startMs: Date.UTC(2026, 0, 9),
  });
  expect(() => readArguments(["--visitors", "many"], nowMs)).toThrow("--visitors");
  expect(() => readArguments(["--visitors", "0"], nowMs)).toThrow("--visitors");
  expect(() => readArguments(["--start", "soon"], nowMs)).toThrow("--start");
});

async function listen(received: Record<string, unknown>[]): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const { batch } = JSON.parse(String(request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes));
    received.push(...batch);
    const answer = {
      success: true,
      accepted: batch.length,
      duplicates: 0,
      rejected: [],
      offset: "",
      durability: "disk",
    };
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${portOf(server)}`;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return address.port;
}
