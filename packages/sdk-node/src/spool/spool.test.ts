import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ClientError } from "@rapport/sdk-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ScriptProcess } from "../../test/run-process.ts";
import { TrackingServer } from "../../test/tracking-server.ts";
import type { NodeOptions } from "../options.ts";
import { Rapport } from "../rapport.ts";

const server = new TrackingServer();
const clients: Rapport[] = [];
let errors: ClientError[] = [];
let folder = "";

beforeEach(async () => {
  server.messages.length = 0;
  server.fault = undefined;
  errors = [];
  folder = mkdtempSync(join(tmpdir(), "rapport-spool-"));
  await server.start();
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close({ timeoutMs: 0 })));
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

function makeClient(options: Partial<NodeOptions> = {}): Rapport {
  // A request under way when a test ends may still report: to the list of its own test.
  const own = errors;
  const client = new Rapport({
    writeKey: "pk_test",
    host: server.host,
    flushIntervalMs: 10,
    retryBaseMs: 20,
    retryMaxMs: 60,
    spoolDir: folder,
    onError: (error) => own.push(error),
    ...options,
  });
  clients.push(client);
  return client;
}

const name = (index: number) => `Event ${index}`;
const names = (count: number) => Array.from({ length: count }, (_, index) => name(index));
function trackMany(client: Rapport, count: number, from = 0): void {
  for (let index = from; index < from + count; index++) client.track({ userId: "u1", event: name(index) });
}
const files = () =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".jsonl"))
    .map((file) => join(folder, file));
const spoolBytes = () => files().reduce((sum, file) => sum + statSync(file).size, 0);

describe("one client", () => {
  test("an event is on disk when its call returns, and gone when it is delivered", async () => {
    const client = makeClient();
    client.track({ userId: "u1", event: "Kept", messageId: "m-1" });
    expect(files().map((file) => readFileSync(file, "utf8"))).toEqual([expect.stringContaining('"messageId":"m-1"')]);
    await client.flush();
    expect(spoolBytes()).toBe(0);
    await client.close();
    expect(readdirSync(join(folder, ...readdirSync(folder)))).toEqual([]);
  });

  test("more than the queue takes waits on disk: nothing is dropped, memory stays bounded, order stays", async () => {
    await server.stop();
    const client = makeClient({ queueEvents: 100, batchEvents: 20, maxInFlight: 1 });
    trackMany(client, 5_000);
    expect(client.stats()).toMatchObject({ queued: 5_000, pending: 5_000, dropped: 0 });
    await server.start();
    await client.flush();
    expect(server.events()).toEqual(names(5_000));
    expect(client.stats()).toMatchObject({ queued: 5_000, delivered: 5_000, dropped: 0, pending: 0 });
    expect(spoolBytes()).toBe(0);
    expect(errors.filter((error) => error.code !== "delivery_delayed")).toEqual([]);
  });

  test("calls made while the disk is read back keep their place behind it", async () => {
    await server.stop();
    const client = makeClient({ queueEvents: 20, batchEvents: 5, maxInFlight: 1 });
    trackMany(client, 200);
    await server.start();
    for (let index = 200; index < 400; index++) {
      client.track({ userId: "u1", event: name(index) });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await client.flush();
    expect(server.events()).toEqual(names(400));
  });

  test("close leaves the rest on disk and says how much; the next client delivers it", async () => {
    await server.stop();
    const first = makeClient();
    trackMany(first, 30);
    expect(await first.close({ timeoutMs: 20 })).toEqual({ undelivered: 0, spooled: 30 });
    expect(errors.filter((error) => error.code === "not_delivered")).toEqual([]);
    await server.start();
    const second = makeClient();
    expect(second.stats()).toMatchObject({ queued: 30, pending: 30 });
    await second.flush();
    expect(server.events().sort()).toEqual(names(30).sort());
    expect(spoolBytes()).toBe(0);
  });

  test("events of one write key are never sent with another", async () => {
    await server.stop();
    const first = makeClient({ writeKey: "pk_one" });
    trackMany(first, 3);
    await first.close({ timeoutMs: 0 });
    await server.start();
    const other = makeClient({ writeKey: "pk_two" });
    await other.flush();
    expect(server.messages).toEqual([]);
    await makeClient({ writeKey: "pk_one" }).flush();
    expect(server.messages).toHaveLength(3);
  });
});

describe("a disk that fails", () => {
  test("a full spool is reported once, and events go on in memory under the overflow policy", async () => {
    await server.stop();
    const client = makeClient({ spoolBytes: 5_000, queueEvents: 40, overflow: "drop-newest" });
    trackMany(client, 100);
    expect(errors.map((error) => error.code)).toEqual(expect.arrayContaining(["spool_failed", "queue_full"]));
    expect(errors.filter((error) => error.code === "spool_failed")).toHaveLength(1);
    expect(spoolBytes()).toBeLessThanOrEqual(5_000);
    const { queued, dropped, pending } = client.stats();
    expect(queued).toBe(100);
    expect(dropped + pending).toBe(100);
    await server.start();
    await client.flush();
    expect(server.events()).toHaveLength(pending);
  });

  test("a folder that cannot be made costs nothing but the promise, and is reported", async () => {
    writeFileSync(join(folder, "file"), "");
    const client = makeClient({ spoolDir: join(folder, "file") });
    trackMany(client, 5);
    await client.flush();
    expect(server.events()).toHaveLength(5);
    expect(errors[0]).toMatchObject({ code: "spool_failed" });
  });

  test("a tail that was cut off and a damaged line are left out and reported; their neighbours arrive", async () => {
    await server.stop();
    const first = makeClient();
    trackMany(first, 3);
    await first.close({ timeoutMs: 0 });
    const [file = ""] = files();
    appendFileSync(file, '\0\0\0\n{"type":"track","messageId":"whole","userId":"u1","event":"Whole"}\n{"type":"tra');
    errors = [];
    await server.start();
    const second = makeClient();
    await second.flush();
    expect(server.events().sort()).toEqual([...names(3), "Whole"]);
    expect(errors.map((error) => error.code)).toEqual(["spool_failed", "spool_failed"]);
    expect(second.stats().pending).toBe(0);
    expect(spoolBytes()).toBe(0);
  });
});

describe("several processes", () => {
  const entry = JSON.stringify(new URL("../index.ts", import.meta.url).href);
  const worker = (rest: string) => `
    import { writeSync } from "node:fs";
    import { Rapport } from ${entry};
    const client = new Rapport({ writeKey: "pk_test", host: ${JSON.stringify(server.host)}, flushIntervalMs: 5,
      retryMaxMs: 20, queueEvents: 2000, spoolDir: ${JSON.stringify(folder)} });
    let sent = 0;
    const run = async () => {
      for (let i = 0; i < 50; i++) {
        const messageId = process.pid + "-" + sent++;
        client.track({ userId: "u", event: "Event", messageId });
        writeSync(1, messageId + "\\n");
      }
      ${rest}
    };
    run();`;

  test("kill -9 in the middle of traffic, again and again: every event whose call returned arrives", async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < 6; round++) {
      let count = 0;
      // Two of three requests fail in each of the ways that leave the outcome unknown.
      server.fault = (response) => {
        count++;
        if (count % 3 === 0) return response.writeHead(503).end();
        if (count % 3 === 1) return response.destroy();
        return undefined;
      };
      const child = new ScriptProcess(worker("setTimeout(run, 1);"));
      await child.untilOutput(`-${100 + 150 * round}\n`);
      child.child.kill("SIGKILL");
      const { signal, output } = await child.ended;
      expect(signal).toBe("SIGKILL");
      acknowledged.push(...output.trim().split("\n"));
    }
    server.fault = undefined;
    await makeClient({ queueEvents: 500 }).flush({ timeoutMs: 30_000 });
    const arrived = new Set(server.messages.map((message) => message.messageId));
    expect(acknowledged.length).toBeGreaterThan(2_000);
    expect(acknowledged.filter((id) => !arrived.has(id))).toEqual([]);
    expect(spoolBytes()).toBe(0);
  });

  test("process.exit() leaves everything to the next client", async () => {
    const { output } = await new ScriptProcess(worker("process.exit(0);")).ended;
    await makeClient().flush();
    expect(new Set(server.messages.map((message) => message.messageId))).toEqual(new Set(output.trim().split("\n")));
  });

  test("two at once on one folder keep out of each other's files, and neither loses its own", async () => {
    const both = [1, 2].map(
      () => new ScriptProcess(worker("if (sent < 1000) setTimeout(run, 1); else await client.close();")),
    );
    const ends = await Promise.all(both.map((child) => child.ended));
    const ids = ends.flatMap(({ output }) => output.trim().split("\n"));
    expect(ids).toHaveLength(2_000);
    expect(server.messages.map((message) => message.messageId).sort()).toEqual(ids.sort());
  });

  test("files of another machine are taken over when it gave no sign of life, not before", async () => {
    const first = makeClient();
    const root = dirname(dirname(files()[0] ?? join(folder, ...readdirSync(folder), "x", "y")));
    await first.close();
    const other = join(root, "other-machine.1.1.abcd");
    rmSync(other, { recursive: true, force: true });
    await import("node:fs/promises").then((fs) => fs.mkdir(other));
    writeFileSync(join(other, "00000001.jsonl"), '{"type":"track","messageId":"far","userId":"u1","event":"Far"}\n');
    const second = makeClient();
    await second.flush();
    await second.close();
    expect(server.messages).toEqual([]);
    const longAgo = new Date(Date.now() - 120_000);
    utimesSync(other, longAgo, longAgo);
    await makeClient().flush();
    expect(server.messages).toMatchObject([{ messageId: "far" }]);
  });
});
