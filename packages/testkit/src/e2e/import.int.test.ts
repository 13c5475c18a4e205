import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readAllEvents, waitUntilFolded } from "../server/api-client.ts";
import type { CommandResult } from "../server/run-command.ts";
import { runCommand, startCommand } from "../server/run-command.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";
import { spawnServer } from "../server/spawn-server.ts";

let dataDir: string;
let files: string;
let server: SpawnedServer | undefined;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "rapport-import-"));
  files = await mkdtemp(join(tmpdir(), "rapport-files-"));
});
afterEach(async () => {
  await server?.dispose();
  server = undefined;
  for (const dir of [dataDir, files]) await rm(dir, { recursive: true, force: true });
});

const HISTORY = [
  ...Array.from({ length: 700 }, (_, place) =>
    JSON.stringify({
      type: "track",
      event: "Order Completed",
      userId: `customer-${place % 40}`,
      timestamp: new Date(Date.UTC(2024, 2, 1, 0, place)).toISOString(),
      properties: { order_id: `order-${place}`, total: place / 4 },
    }),
  ),
  '{"type":"track","event":"Cut',
  '["not","an","object"]',
  '{"type":"track","userId":"customer-1"}',
  '{"type":"purchase","userId":"customer-1"}',
  "",
  JSON.stringify({ type: "identify", userId: "customer-1", traits: { email: "ada@example.com" }, messageId: "given" }),
];
const BROKEN_LINES = [701, 702, 703, 704];

const CSV = [
  "customer_id,at,action,sku,price,notes",
  'c-1,2024-03-01 10:00,Product Viewed,copper-kettle,119.50,"said ""yes"", twice"',
  "c-2,1709287200,Order Completed,ash-glaze-mug,24,",
  "c-3,2024-03-01T12:00:00+02:00,Product Viewed,wool-throw,free,",
  "c-4,2024-03-01,Product Viewed,wool-throw,89",
  'c-5,2024-02-30,Product Viewed,wool-throw,89,"two\nlines"',
  'c-6,2024-03-02,Product Viewed,wool-throw,89,"two\nlines"',
].join("\n");
const MAP =
  "userId=customer_id,event=action,timestamp=at,properties.product_id=sku,properties.price=price:number,properties.notes=notes,context.source='shop'";

async function write(name: string, text: string): Promise<string> {
  const path = join(files, name);
  await writeFile(path, text);
  return path;
}

function importFile(file: string, ...args: string[]): Promise<CommandResult> {
  return runCommand(["import", file, "--json", ...args], { dataDir });
}

async function startServer(): Promise<SpawnedServer> {
  server = await spawnServer({ dataDir });
  return server;
}

function toServer({ url, report }: SpawnedServer): string[] {
  return ["--host", url, "--key", report.secretKey];
}

/** What a run printed; a run that failed shows why. */
function readReport({ code, stdout, stderr }: CommandResult) {
  expect([code, stderr.includes('"level":"error"') ? stderr : ""]).toEqual([0, ""]);
  return JSON.parse(stdout);
}

async function readRejects(file: string): Promise<{ line: number; code: string; path: string }[]> {
  const lines = (await readFile(`${file}.rejects.jsonl`, "utf8")).trim().split("\n");
  return lines.map((line) => JSON.parse(line));
}

async function forgetProgress(file: string): Promise<void> {
  await rm(`${file}.progress.json`);
}

test("a JSONL file goes to a running server; broken lines are named; a second run adds nothing", async () => {
  const file = await write("history.jsonl", HISTORY.join("\n"));
  const running = await startServer();
  expect(readReport(await importFile(file, ...toServer(running)))).toMatchObject({ accepted: 701, rejected: 4 });
  expect((await readRejects(file)).map(({ line }) => line)).toEqual(BROKEN_LINES);
  await waitUntilFolded(running);
  const events = await readAllEvents(running);
  expect(events).toHaveLength(701);
  expect(events.find(({ messageId }) => messageId === "given")).toMatchObject({
    type: "identify",
    userId: "customer-1",
  });
  const order = events.find(({ payload }) => Reflect.get(Object(payload.properties), "order_id") === "order-3");
  // History keeps its own times, to the millisecond.
  expect(order).toMatchObject({ timestamp: "2024-03-01T00:03:00.000Z", userId: "customer-3" });

  readReport(await importFile(file, ...toServer(running)));
  await forgetProgress(file);
  // Nothing is known of the earlier run any more: only the store's de-duplication stands between.
  expect(readReport(await importFile(file, ...toServer(running)))).toMatchObject({ rejected: 4 });
  await waitUntilFolded(running);
  expect(await readAllEvents(running)).toHaveLength(701);
});

test("without a server the import opens the data directory itself, and a server finds it all afterwards", async () => {
  const file = await write("history.jsonl", HISTORY.join("\n"));
  expect(readReport(await importFile(file))).toMatchObject({ accepted: 701, rejected: 4 });
  await forgetProgress(file);
  readReport(await importFile(file));
  const running = await startServer();
  expect(await readAllEvents(running)).toHaveLength(701);
});

test("the progress of one target is not taken for another's: a second data directory, another key, another server", async () => {
  const file = await write("history.jsonl", HISTORY.join("\n"));
  expect(readReport(await importFile(file))).toMatchObject({ accepted: 701 });
  const elsewhere = await runCommand(["import", file, "--json"], { dataDir: join(files, "second") });
  expect(elsewhere.code).toBe(1);
  expect(JSON.parse(elsewhere.stdout).error).toMatchObject({
    code: "invalid_parameter",
    detail: expect.stringMatching(/another source, mapping or target .*Delete it/),
  });
  // The server of the first directory is the same target as the directory itself.
  const running = await startServer();
  const env = { RAPPORT_PORT: new URL(running.url).port };
  expect(readReport(await runCommand(["import", file, "--json"], { dataDir, env }))).toMatchObject({ accepted: 701 });
  expect((await importFile(file, ...toServer(running))).code).toBe(1);
});

test("a file that was replaced under its name is imported whole, and the run says so", async () => {
  const file = await write("orders.csv", CSV);
  readReport(await importFile(file, "--map", MAP));
  await write("orders.csv", CSV.replaceAll("c-", "d-"));
  const again = await importFile(file, "--map", MAP);
  expect(readReport(again)).toMatchObject({ accepted: 3, rejected: 3 });
  expect(again.stderr).toContain("was replaced since the last run");
  const running = await startServer();
  expect(await readAllEvents(running)).toHaveLength(6);
});

test("an import ends when its own events are folded: they are readable at once", async () => {
  const file = await write("history.jsonl", HISTORY.join("\n"));
  const running = await startServer();
  expect(readReport(await importFile(file, ...toServer(running)))).toMatchObject({ accepted: 701 });
  expect(await readAllEvents(running)).toHaveLength(701);
});

test("the server of the same data directory is found by its port; with another port the import names who holds it", async () => {
  const file = await write("history.jsonl", HISTORY.join("\n"));
  const running = await startServer();
  const { port } = new URL(running.url);
  const found = await runCommand(["import", file, "--json"], { dataDir, env: { RAPPORT_PORT: port } });
  expect(readReport(found)).toMatchObject({ accepted: 701 });
  const refused = await importFile(file);
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.stdout).error.detail).toContain(`pid ${running.pid}`);
});

test.each(["with a server", "without one"])(
  "a CSV file is mapped by column, %s; rows that do not fit are named",
  async (how) => {
    const file = await write("orders.csv", CSV);
    const running = how === "with a server" ? await startServer() : undefined;
    const args = running ? toServer(running) : [];
    expect(readReport(await importFile(file, "--map", MAP, ...args))).toMatchObject({ accepted: 3, rejected: 3 });
    const rejects = await readRejects(file);
    expect(rejects.map(({ line }) => line)).toEqual([4, 5, 6]);
    expect(rejects[0]).toMatchObject({ code: "invalid_value", path: "/properties/price" });
    expect(rejects[2]).toMatchObject({ code: "invalid_value", path: "/timestamp" });
    await forgetProgress(file);
    readReport(await importFile(file, "--map", MAP, ...args));

    const reader = running ?? (await startServer());
    await waitUntilFolded(reader);
    const events = await readAllEvents(reader);
    expect(events.map(({ userId, timestamp }) => [userId, timestamp]).toSorted()).toEqual([
      ["c-1", "2024-03-01T10:00:00.000Z"],
      ["c-2", "2024-03-01T10:00:00.000Z"],
      ["c-6", "2024-03-02T00:00:00.000Z"],
    ]);
    expect(events.find(({ userId }) => userId === "c-1")?.payload).toEqual({
      event: "Product Viewed",
      properties: { product_id: "copper-kettle", price: 119.5, notes: 'said "yes", twice' },
      context: { source: "shop" },
    });
  },
);

test("a CSV file without a mapping, or with one that does not fit, is refused before anything is sent", async () => {
  const file = await write("orders.csv", CSV);
  for (const [args, reason] of [
    [[], "--map"],
    [["--map", "userId=customer"], "customer_id"],
    [["--map", "userId=customer_id,userId=sku"], "twice"],
  ] as const) {
    const { code, stdout } = await importFile(file, ...args);
    expect([code, JSON.parse(stdout).error.detail]).toEqual([1, expect.stringContaining(reason)]);
  }
  const missing = await importFile(join(files, "nowhere.jsonl"));
  expect([missing.code, missing.stdout]).toEqual([1, expect.stringContaining("nowhere.jsonl")]);
});

test.each(["SIGINT", "SIGKILL"] as const)("an import ended by %s goes on where it was", async (signal) => {
  const count = 20_000;
  const lines = Array.from({ length: count }, (_, place) =>
    JSON.stringify({ type: "track", event: "Tick", userId: `u-${place % 500}`, timestamp: 1_700_000_000_000 + place }),
  );
  const file = await write("long.jsonl", `${lines.join("\n")}\n{broken\n`);
  const running = await startServer();
  const first = startCommand(["import", file, ...toServer(running)], { dataDir });
  const readPosition = async () => JSON.parse(await readFile(`${file}.progress.json`, "utf8").catch(() => "{}"));
  while (((await readPosition()).accepted ?? 0) < 1_000) await sleep(2);
  first.child.kill(signal);
  const { code, stderr } = await first.result;
  if (signal === "SIGINT")
    expect([code, stderr]).toEqual([1, expect.stringContaining("run the same command to go on")]);
  const position = await readPosition();
  expect(position).toMatchObject({ done: false });
  expect(position.accepted).toBeLessThan(count);

  expect(readReport(await importFile(file, ...toServer(running)))).toMatchObject({ accepted: count, rejected: 1 });
  expect((await readRejects(file)).map(({ line }) => line)).toEqual([count + 1]);
  await waitUntilFolded(running);
  expect(await readAllEvents(running)).toHaveLength(count);
});
