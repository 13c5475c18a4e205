import { randomBytes } from "node:crypto";
import { PARTITION_COUNT } from "@rapport/contracts/log";
import { eventLogConformance } from "@rapport/ports/event-log/conformance";
import { openCuttableLine } from "@rapport/testkit/event-log/cuttable-line";
import postgres from "postgres";
import { describe, expect, test } from "vitest";
import { openPostgresEventLog } from "./postgres.ts";
import { COMMIT } from "./postgres-statements.ts";

const serverUrl = process.env.DATABASE_URL;

describe.runIf(serverUrl)("postgres", () => {
  eventLogConformance("postgres", createFixture, { shared: true });

  test("callers who wait together share a row, and rows go when everything in them is forgotten", async () => {
    const { open, remove, sql } = await createFixture();
    const log = await open();
    await log.append([entry(0, "first")]);
    await Promise.all(Array.from({ length: 200 }, (_, index) => log.append([entry(index % 4, String(index))])));
    const rows = async () => Number((await sql`select count(*) from event_log_commits`)[0]?.count);
    expect(await rows()).toBeLessThan(50);
    for (const partition of [0, 1, 2]) await log.trim(partition, 1_000);
    expect(await rows()).toBeGreaterThan(0);
    await log.trim(3, 1_000);
    expect(await rows()).toBe(0);
    expect(await log.append([entry(3, "next")])).toEqual([50]);
    await log.close();
    await remove();
  });

  test("a commit is synced although the server's default is not to, and a default of more is kept", async () => {
    const { open, remove, urlWith } = await createFixture();
    await (await open()).close();
    for (const [usual, expected] of [
      ["off", "on"],
      ["remote_apply", "remote_apply"],
    ] as const) {
      const url = urlWith("synchronous_commit", usual);
      const log = await openPostgresEventLog({ url });
      expect(log.durability).toBe("disk");
      await log.append([entry(0, "value")]);
      await log.close();
      const sql = postgres(url, { max: 1, fetch_types: false });
      const modes = await sql.begin(async (tx) => {
        const mode = async () => (await tx`select current_setting('synchronous_commit') as mode`)[0]?.mode;
        const before = await mode();
        await tx.unsafe(COMMIT, [zeros, "{0}", "{1}", "{4}", Buffer.alloc(4), expected]);
        return [before, await mode()];
      });
      expect(modes).toEqual([usual, expected]);
      await sql.end();
    }
    await remove();
  });
});

const zeros = `{${new Array(PARTITION_COUNT).fill(0)}}`;
const entry = (partition: number, text: string) => ({ partition, value: new TextEncoder().encode(text) });

/** A schema of its own on the server. */
async function createFixture() {
  const schema = `log_${randomBytes(6).toString("hex")}`;
  const url = new URL(serverUrl ?? "");
  url.searchParams.set("search_path", schema);
  const sql = postgres(url.href, { max: 1, onnotice: () => {} });
  await sql.unsafe(`create schema ${schema}`);
  const closings: (() => Promise<void>)[] = [];
  return {
    sql,
    urlWith(name: string, value: string) {
      const other = new URL(url);
      other.searchParams.set(name, value);
      return other.href;
    },
    open: () => openPostgresEventLog({ url: url.href }),
    async openOverLine() {
      const line = await openCuttableLine({ host: url.hostname, port: Number(url.port) });
      closings.push(line.close);
      const over = new URL(url);
      over.host = `127.0.0.1:${line.port}`;
      return { log: await openPostgresEventLog({ url: over.href }), ...line };
    },
    async remove() {
      for (const close of closings) await close();
      await sql.unsafe(`drop schema ${schema} cascade`);
      await sql.end();
    },
  };
}
