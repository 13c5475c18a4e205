import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { profileRow } from "../../test/rows.ts";
import type { Database } from "../client/database.ts";
import { createDatabase } from "../client/database.ts";
import { createEventPartition, dropEventPartition, listEventPartitions, partitionOf } from "./event-partitions.ts";
import { getLastSeq, listEventRows, listTimelineRows } from "./events.ts";
import { upsertProfiles } from "./profiles.ts";

const DAYS = 60;
const FIRST = 20_400;
const PERSON = "00000000-0000-8000-8000-000000000001";

describeOnBothEngines("event partitions", ({ store, openAgain }) => {
  describe("sixty days of them", () => {
    /** Sixty days with 200 events each, one in ten of one person, analysed as an engine does in time. */
    async function fill(): Promise<string> {
      const projectId = "prj_days";
      await store().withTransaction(async (tx) => {
        for (let day = FIRST; day < FIRST + DAYS; day++) expect(await createEventPartition(tx, day)).toBe(true);
      });
      await store().db.execute(sql`
        insert into events (project_id, day, id, type, name, profile_id, "timestamp", original_timestamp, received_at, payload, enrichment)
        select ${projectId}, ${FIRST}::int + n / 200, gen_random_uuid(), 'track', 'Viewed',
          (case when n % 10 = 0 then ${PERSON} else gen_random_uuid()::text end)::uuid, t, t, t, '{}', '{}'
        from generate_series(0, ${DAYS * 200 - 1}::int) n,
          lateral (select timestamptz '2026-01-01' + n * interval '1 minute' as t) at`);
      await upsertProfiles(store().db, projectId, [profileRow({ id: PERSON, eventCount: (DAYS * 200) / 10 })]);
      await store().db.execute("analyze");
      return projectId;
    }

    test("give a page by their indexes: a few rows of each, whatever they hold", async () => {
      const projectId = await fill();
      const reads: [name: string, read: (db: Database) => Promise<unknown>][] = [
        ["timeline", (db) => listTimelineRows(db, { projectId, profileId: PERSON, limit: 50 })],
        ["list", (db) => listEventRows(db, { projectId, limit: 50 })],
        ["end", (db) => getLastSeq(db, projectId)],
      ];
      for (const [name, read] of reads) expect([name, await countRowsRead(read)]).toSatisfy(isFew);
      expect(await listTimelineRows(store().db, { projectId, profileId: PERSON, limit: 50 })).toHaveLength(50);
    });

    const isFew = ([, rows]: [string, number]) => rows > 0 && rows <= DAYS + 2 + 2 * 50;

    /** Rows of `events` that the engine touched for one read, summed over all partitions. */
    async function countRowsRead(read: (db: Database) => Promise<unknown>): Promise<number> {
      let statement = "";
      const spy = createDatabase(async (text, params) => {
        statement = params.reduce<string>(
          (filled, value, i) => filled.replaceAll(new RegExp(`\\$${i + 1}(?!\\d)`, "g"), `'${String(value)}'`),
          text,
        );
        return [];
      });
      await read(spy);
      const [row] = await store().db.execute<Record<string, unknown>>(
        sql.raw(`explain (analyze, format json) ${statement}`),
      );
      const plan = row?.["QUERY PLAN"];
      return sumRows(typeof plan === "string" ? JSON.parse(plan) : plan);
    }
  });

  test("are made once, however often they are asked for, and dropped with their events only", async () => {
    const day = 30_000;
    const make = () => store().withTransaction((tx) => createEventPartition(tx, day));
    expect([await make(), await make()]).toEqual([true, true]);
    expect(await listEventPartitions(store().db)).toContain(day);
    expect(partitionOf(day)).toBe("events_20520220");
    await store().withTransaction((tx) => dropEventPartition(tx, day));
    expect(await listEventPartitions(store().db)).not.toContain(day);
  });

  test("compress payloads as their parent does: with lz4 where the engine has it", async () => {
    await store().withTransaction((tx) => createEventPartition(tx, 33_000));
    const rows = await store().db.execute<{ c: string }>(sql`
      select distinct attcompression::text as c from pg_attribute where attname in ('payload', 'enrichment')
        and attrelid in ('events'::regclass, 'events_late'::regclass, to_regclass(${partitionOf(33_000)}))`);
    const [lz4] = await store().db.execute<{ has: unknown }>(
      sql`select 'lz4' = any(enumvals) as has from pg_settings where name = 'default_toast_compression'`,
    );
    expect(rows.map(({ c }) => c)).toEqual([lz4?.has === true ? "l" : ""]);
  });

  // The embedded engine has one connection only.
  if (openAgain) {
    test("are made by two connections at once without harm to either", async () => {
      const other = await openAgain();
      const made = [store(), other].map((each) => each.withTransaction((tx) => createEventPartition(tx, 31_000)));
      expect(await Promise.all(made)).toEqual([true, true]);
      await other.close();
    });

    test("one that is being read is not dropped, and its readers are not stopped for long", async () => {
      const other = await openAgain();
      await store().withTransaction((tx) => createEventPartition(tx, 32_000));
      await other.withTransaction(async (reader) => {
        await reader.execute(sql`select count(*) from events`);
        const drop = store().withTransaction((tx) => dropEventPartition(tx, 32_000));
        await expect(drop).rejects.toMatchObject({ cause: { code: "55P03" } });
        await reader.execute(sql`select count(*) from events`);
      });
      await store().withTransaction((tx) => dropEventPartition(tx, 32_000));
      await other.close();
    });
  }
});

type PlanNode = { "Relation Name"?: string; "Actual Rows"?: number; "Actual Loops"?: number; Plans?: PlanNode[] };

function sumRows(plan: { Plan: PlanNode }[]): number {
  const visit = (node: PlanNode): number => {
    const below = (node.Plans ?? []).reduce((sum, child) => sum + visit(child), 0);
    const touched = node["Relation Name"]?.startsWith("events_") ?? false;
    const removed = Number(Reflect.get(node, "Rows Removed by Filter") ?? 0);
    return below + (touched ? ((node["Actual Rows"] ?? 0) + removed) * (node["Actual Loops"] ?? 0) : 0);
  };
  return plan.reduce((sum, { Plan }) => sum + visit(Plan), 0);
}
