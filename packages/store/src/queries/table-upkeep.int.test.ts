import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { expect, test } from "vitest";
import { analyzeTable } from "./table-upkeep.ts";

const TABLE = { name: "public.sampled", changedRows: 0, deadRows: 0, age: 0, isCatalog: false };

describeOnBothEngines("analyzeTable", ({ store }) => {
  test("takes a small sample of a table that is not large, and of a large one what the server is set to", async () => {
    const run = (statement: string) => readRows(store(), statement);
    const bounds = async () =>
      Number(
        (
          await run("select cardinality(histogram_bounds::text::text[]) as n from pg_stats where tablename = 'sampled'")
        )[0]?.n,
      );
    const asSet = Number((await run("select current_setting('default_statistics_target') as n"))[0]?.n);
    await run("create table sampled with (autovacuum_enabled = false) as select n from generate_series(1, 5000) as n");
    await analyzeTable(store(), { ...TABLE, liveRows: 5_000 });
    expect(await bounds()).toBe(11);
    await analyzeTable(store(), { ...TABLE, liveRows: 300_000 });
    expect(await bounds()).toBe(asSet + 1);
    expect(Number((await run("select current_setting('default_statistics_target') as n"))[0]?.n)).toBe(asSet);
    await run("drop table sampled");
  });
});
