import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { expect, test, vi } from "vitest";
import { tendTables } from "./tend-tables.ts";

/** The database counts what is changed a moment later. */
const SOON = { timeout: 20_000, interval: 200 };

describeOnBothEngines("tendTables", ({ store }) => {
  test("has a new table analysed as it grows, and dead rows' room given back where nothing else does it", async () => {
    const { engine } = store();
    const { services } = createTestServices(store());
    const run = (statement: string) => readRows(store(), statement);
    const knownRows = async () =>
      Number((await run("select reltuples as n from pg_class where relname = 'tended'"))[0]?.n);
    await run("create table tended (id int) with (autovacuum_enabled = false)");
    await run("insert into tended select generate_series(1, 500)");
    expect(await knownRows()).toBe(-1);
    await vi.waitFor(async () => expect((await tendTables(services, false)).analyzed).toContain("public.tended"), SOON);
    expect(await knownRows()).toBe(500);
    expect((await tendTables(services, false)).analyzed).not.toContain("public.tended");

    await run("delete from tended where id <= 300");
    const deadRows = async () =>
      Number((await run("select n_dead_tup as n from pg_stat_user_tables where relname = 'tended'"))[0]?.n);
    await vi.waitFor(async () => expect(await deadRows()).toBe(300), SOON);
    // 300 dead beside 200 living: the room is given back at leisure at the latest.
    const { vacuumed } = await tendTables(services, true);
    expect(vacuumed.includes("public.tended")).toBe(engine === "pglite");
    if (engine === "pglite") expect(await deadRows()).toBe(0);
    await run("drop table tended");
  });

  test("gives back what dropped tables leave in the catalog of the embedded engine, at leisure", async () => {
    const { services } = createTestServices(store());
    const columns = Array.from({ length: 500 }, (_, number) => `c${number} int`).join(", ");
    for (let round = 0; round < 10; round++) {
      await readRows(store(), `create table passing (${columns})`);
      await readRows(store(), "drop table passing");
    }
    const tend = async () => (await tendTables(services, true)).vacuumed.includes("pg_catalog.pg_attribute");
    if (store().engine === "pglite") await vi.waitFor(async () => expect(await tend()).toBe(true), SOON);
    else expect(await tend()).toBe(false);
  });
});
