import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RapportError } from "@rapport/contracts/errors";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mapCsvRecords, parseCsvMapping } from "./csv-mapping.ts";
import { hashBefore } from "./hash-before.ts";
import { identifySource } from "./identify-source.ts";
import type { ImportProgress } from "./import-progress.ts";
import type { ImportPosition } from "./import-record.ts";
import { readCsvRecords } from "./read-csv-records.ts";
import { readJsonlRecords } from "./read-jsonl-records.ts";
import type { ImportAnswer, ImportOptions } from "./run-import.ts";
import { runImport } from "./run-import.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "import-"));
});
afterEach(() => rm(dir, { recursive: true }));

type Message = Record<string, unknown>;

/** A server that keeps messages by id, refuses events named "bad", and runs `before` ahead of each batch. */
function keepingServer(before: (batch: number) => Promise<void> | void = () => {}) {
  const kept = new Map<string, Message>();
  const seen = { batches: 0, resent: 0, underway: 0, mostUnderway: 0 };
  const send = async (messages: Message[]): Promise<ImportAnswer> => {
    seen.batches += 1;
    seen.underway += 1;
    seen.mostUnderway = Math.max(seen.mostUnderway, seen.underway);
    try {
      await before(seen.batches);
      const rejected: ImportAnswer["rejected"][number][] = [];
      for (const [index, message] of messages.entries()) {
        const id = String(message.messageId);
        if (message.event === "bad")
          rejected.push({ index, code: "invalid_value", path: "/event", message: "bad name" });
        else if (kept.has(id)) seen.resent += 1;
        else kept.set(id, message);
      }
      await new Promise((resolve) => setImmediate(resolve));
      return { accepted: messages.length - rejected.length, duplicates: 0, rejected };
    } finally {
      seen.underway -= 1;
    }
  };
  return { kept, seen, send };
}

async function importOf(
  path: string,
  send: ImportOptions["send"],
  more: Partial<ImportOptions> = {},
): Promise<ImportProgress> {
  return runImport({
    source: (from) => readJsonlRecords(path, from),
    sourceId: await identifySource(path),
    hashBefore: (byte) => hashBefore(path, byte),
    send,
    progressPath: join(dir, "progress"),
    rejectsPath: join(dir, "rejects"),
    pause: async () => {},
    random: () => 0,
    ...more,
  });
}

async function jsonlFile(events: Message[]): Promise<string> {
  const path = join(dir, "events.jsonl");
  await writeFile(path, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  return path;
}

const numbered = (count: number): Message[] =>
  Array.from({ length: count }, (_, index) => ({ type: "track", event: "Viewed", userId: "u", properties: { index } }));

const indexes = (kept: Map<string, Message>) =>
  // as: every event here was made by `numbered`
  [...kept.values()]
    .map((message) => (message.properties as { index: number }).index)
    .sort((one, other) => one - other);

const storedProgress = async () => JSON.parse(await readFile(join(dir, "progress"), "utf8"));

async function rejectsIn(): Promise<Message[]> {
  const lines = (await readFile(join(dir, "rejects"), "utf8")).split("\n");
  // The file ends with a line end: nothing half-written stands behind it.
  expect(lines.pop()).toBe("");
  return lines.map((line) => JSON.parse(line));
}

describe("200,000 lines", () => {
  test("stopped by its signal five times and run again: every event once, none sent twice", {
    timeout: 120_000,
  }, async () => {
    const path = await jsonlFile(numbered(200_000));
    const server = keepingServer();
    for (const stop of [20, 65, 66, 190, 320]) {
      const controller = new AbortController();
      const stopping = async (messages: Message[]) => {
        if (server.seen.batches >= stop) controller.abort(new Error("stopped"));
        return server.send(messages);
      };
      await expect(importOf(path, stopping, { signal: controller.signal })).rejects.toThrow("stopped");
      expect((await storedProgress()).done).toBe(false);
    }
    const end = await importOf(path, server.send);
    expect(end).toMatchObject({ done: true, accepted: 200_000, rejected: 0, line: 200_001 });
    expect(server.kept.size).toBe(200_000);
    expect(indexes(server.kept).every((index, place) => index === place)).toBe(true);
    expect(server.seen.resent).toBe(0);
    expect(server.seen.mostUnderway).toBeLessThanOrEqual(4);
  });

  test("cut while answers are out: no gap, and only what was unanswered is sent again", {
    timeout: 120_000,
  }, async () => {
    const path = await jsonlFile(numbered(200_000));
    const server = keepingServer();
    for (const cut of [30, 100, 150]) {
      let stored = 0;
      // Stored, but the answer never arrives: as after a kill between the two.
      const cutting = async (messages: Message[]) => {
        const answer = await server.send(messages);
        stored += 1;
        if (stored > cut) throw new RapportError("unauthorized", "cut");
        return answer;
      };
      await expect(importOf(path, cutting)).rejects.toThrow("cut");
    }
    await importOf(path, server.send);
    expect(server.kept.size).toBe(200_000);
    expect(server.seen.resent).toBeLessThanOrEqual(3 * 4 * 500);
    expect(server.seen.resent).toBeGreaterThan(0);
  });
});

test("reads ahead of the answers by no more than the batches under way", async () => {
  let read = 0;
  let lead = 0;
  let answered = 0;
  const path = await jsonlFile(numbered(3_000));
  const source = async function* (from: ImportPosition) {
    for await (const record of readJsonlRecords(path, from)) {
      read += 1;
      lead = Math.max(lead, read - answered);
      yield record;
    }
  };
  const slow = async (messages: Message[]) => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    answered += messages.length;
    return { accepted: messages.length, duplicates: 0, rejected: [] };
  };
  await importOf(path, slow, { source, batchSize: 50, concurrency: 3 });
  expect(answered).toBe(3_000);
  expect(lead).toBeLessThanOrEqual(50 * (3 + 1) + 1);
});

test("answers out of order move the noted position only over what is answered without a gap", async () => {
  const path = await jsonlFile(numbered(40));
  let open: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const seen: number[] = [];
  const server = keepingServer((batch) => (batch === 1 ? gate : undefined));
  const running = importOf(path, server.send, {
    batchSize: 10,
    onProgress: (progress) => seen.push(progress.accepted),
  });
  await expect.poll(() => server.kept.size).toBe(30);
  expect(seen).toEqual([]);
  open();
  await running;
  expect(seen).toEqual([10, 20, 30, 40, 40]);
});

test("rejects name line, reason, pointer and record, once each although the run was cut and taken up again", async () => {
  const path = join(dir, "events.jsonl");
  await writeFile(
    path,
    '{"event":"a","n":1}\n{"event":"bad","n":2}\nnot json\n{"event":"b","n":3}\n{"event":"bad","n":4}\n',
  );
  const server = keepingServer();
  let calls = 0;
  const cutting = async (messages: Message[]) => {
    calls += 1;
    if (calls === 3) throw new RapportError("forbidden", "cut");
    return server.send(messages);
  };
  await expect(importOf(path, cutting, { batchSize: 2, concurrency: 1 })).rejects.toThrow("cut");
  // What a kill between the rejects and the noted position leaves behind.
  await writeFile(
    join(dir, "rejects"),
    `${await readFile(join(dir, "rejects"), "utf8")}{"line":4,"half${"x".repeat(5_000)}`,
  );
  const end = await importOf(path, server.send, { batchSize: 2 });
  expect(end).toMatchObject({ accepted: 2, rejected: 3, done: true });
  expect(await rejectsIn()).toEqual([
    { line: 2, code: "invalid_value", path: "/event", message: "bad name", record: { event: "bad", n: 2 } },
    {
      line: 3,
      code: "not_an_object",
      path: "",
      message: expect.stringContaining("not valid JSON"),
      record: "not json",
    },
    { line: 5, code: "invalid_value", path: "/event", message: "bad name", record: { event: "bad", n: 4 } },
  ]);
});

test("a record nested too deep is a reject, not the end of the import", async () => {
  const path = join(dir, "events.jsonl");
  await writeFile(path, `{"event":"a"}\n{"deep":${"[".repeat(50_000)}${"]".repeat(50_000)}}\n{"event":"b"}\n`);
  const server = keepingServer();
  expect(await importOf(path, server.send)).toMatchObject({ accepted: 2, rejected: 1 });
  expect(await rejectsIn()).toMatchObject([{ line: 2, code: "too_deep" }]);
});

test("failures that can pass are tried again with growing pauses, and as long as the server asks", async () => {
  const failures: unknown[] = [
    new TypeError("fetch failed"),
    new RapportError("overloaded", "slow down", { retryAfterSeconds: 7 }),
    new RapportError("unavailable", "later"),
  ];
  const pauses: number[] = [];
  const server = keepingServer(() => {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
  });
  const pause = async (ms: number) => void pauses.push(ms);
  await importOf(await jsonlFile(numbered(3)), server.send, { pause, random: () => 1 });
  expect(pauses).toEqual([200, 7_400, 800]);
  expect(server.kept.size).toBe(3);
});

test("a failure that stays ends the import after its attempts; one that cannot pass ends it at once", async () => {
  const path = await jsonlFile(numbered(3));
  const failing = (failure: Error) => keepingServer(() => Promise.reject(failure));
  const down = failing(new RapportError("overloaded", "down"));
  await expect(importOf(path, down.send, { maxAttempts: 5 })).rejects.toThrow("down");
  expect(down.seen.batches).toBe(5);
  const refused = failing(new RapportError("unauthorized", "no such key"));
  await expect(importOf(path, refused.send)).rejects.toThrow("no such key");
  expect(refused.seen.batches).toBe(1);
});

test("an answer that does not account for every message stops the import", async () => {
  const forgetful = async (messages: Message[]) => ({ accepted: messages.length - 1, duplicates: 0, rejected: [] });
  await expect(importOf(await jsonlFile(numbered(3)), forgetful)).rejects.toThrow(/answered for 2 of 3/);
});

test("a stop during a long pause is heard at once", async () => {
  const controller = new AbortController();
  const down = keepingServer(() =>
    Promise.reject(new RapportError("overloaded", "wait", { retryAfterSeconds: 3_600 })),
  );
  const path = await jsonlFile(numbered(3));
  const running = runImport({
    source: (from) => readJsonlRecords(path, from),
    sourceId: "s",
    hashBefore: (byte) => hashBefore(path, byte),
    send: down.send,
    progressPath: join(dir, "progress"),
    rejectsPath: join(dir, "rejects"),
    signal: controller.signal,
  });
  setTimeout(() => controller.abort(new Error("stopped")), 20);
  await expect(running).rejects.toThrow("stopped");
});

test("running a finished import again sends nothing; a file that grew sends what is new; another file is refused", async () => {
  const path = await jsonlFile(numbered(10));
  const server = keepingServer();
  await importOf(path, server.send);
  await importOf(path, server.send);
  expect(server.seen.batches).toBe(1);
  await jsonlFile(numbered(12));
  expect(await importOf(path, server.send)).toMatchObject({ accepted: 12, done: true });
  expect(server.seen.resent).toBe(0);
  await writeFile(path, '{"event":"other"}\n');
  await expect(importOf(path, server.send)).rejects.toThrow(/progress of another source/);
});

test("a file that was replaced under its name is read from its start, and the run says so", async () => {
  const server = keepingServer();
  let replaced = 0;
  const onReplaced = () => {
    replaced += 1;
  };
  // The first line stays, as the header of an export does.
  const [header = {}, ...rest] = numbered(30);
  await importOf(await jsonlFile([header, ...rest.slice(0, 10)]), server.send, { onReplaced });
  await importOf(await jsonlFile([header, ...rest.slice(0, 12)]), server.send, { onReplaced });
  expect(replaced).toBe(0);
  const path = await jsonlFile([header, ...rest.slice(12)]);
  expect(await importOf(path, server.send, { onReplaced })).toMatchObject({ accepted: 18, done: true });
  expect(replaced).toBe(1);
  expect(indexes(server.kept)).toEqual(Array.from({ length: 30 }, (_, index) => index));
  await jsonlFile([header]);
  expect(await importOf(path, server.send, { onReplaced })).toMatchObject({ accepted: 1, done: true });
  expect(replaced).toBe(2);
});

test("without its progress an import gives every event the same id again", async () => {
  const path = await jsonlFile(numbered(700));
  const server = keepingServer();
  await importOf(path, server.send);
  await rm(join(dir, "progress"));
  await importOf(path, server.send);
  expect(server.kept.size).toBe(700);
  expect(server.seen.resent).toBe(700);
});

test("batches stay below the size of a request", async () => {
  const big = numbered(300).map((event) => ({ ...event, text: "x".repeat(30_000) }));
  const sizes: number[] = [];
  const server = keepingServer();
  await importOf(await jsonlFile(big), async (messages) => {
    sizes.push(JSON.stringify({ batch: messages }).length);
    return server.send(messages);
  });
  expect(Math.max(...sizes)).toBeLessThan(4 * 1024 * 1024);
  expect(server.kept.size).toBe(300);
});

test("a CSV file is mapped, cut and taken up again with its header", async () => {
  const path = join(dir, "orders.csv");
  const rows = Array.from(
    { length: 2_000 },
    (_, index) => `c${index},"Order\n""${index}""",${index % 500 === 7 ? "cheap" : index}`,
  );
  await writeFile(path, `\uFEFFcustomer,what,price\r\n${rows.join("\r\n")}`);
  const mapping = parseCsvMapping("userId=customer,event='Ordered',properties.what=what,properties.price=price:number");
  const server = keepingServer();
  const source = (from: ImportPosition) => mapCsvRecords(readCsvRecords(path, from), mapping);
  const controller = new AbortController();
  const stopping = async (messages: Message[]) => {
    if (server.seen.batches === 5) controller.abort(new Error("stopped"));
    return server.send(messages);
  };
  await expect(importOf(path, stopping, { source, batchSize: 100, signal: controller.signal })).rejects.toThrow(
    "stopped",
  );
  expect(await importOf(path, server.send, { source })).toMatchObject({ accepted: 1_996, rejected: 4, done: true });
  expect(server.kept.size).toBe(1_996);
  expect(server.seen.resent).toBe(0);
  expect(await rejectsIn()).toHaveLength(4);
  expect((await rejectsIn())[0]).toMatchObject({
    line: 16,
    path: "/properties/price",
    record: { customer: "c7", price: "cheap" },
  });
});
