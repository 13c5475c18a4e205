import { openTestStore } from "@rapport/testkit/store/open-test-store";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Store } from "./database.ts";

let store: Store;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
const prepared = async () => {
  const [row] = await store.db.execute<{ count: number }>("select count(*)::int as count from pg_prepared_statements");
  return row?.count ?? 0;
};
/** Runs a statement as often as it takes to be asked for anew, to be prepared, and to be planned for all values. */
async function runOften<T>(run: () => Promise<T>): Promise<T[]> {
  const results = [];
  for (let i = 0; i < 8; i++) results.push(await run());
  return results;
}

describe("a statement that the embedded engine is asked for again", () => {
  test("is prepared, and gives what it gave first: values of every type, columns in order, nulls", async () => {
    const before = await prepared();
    const types = sql`select ${"ä🙂"}::text as a, ${7}::int as b, ${true}::boolean as c, ${null}::text as d,
      ${'{"x":[1,null]}'}::jsonb as e, '2026-01-31 12:00:00+00'::timestamptz as f, 12345678901::int8 as g, 1.50::numeric as h,
      '{1,2}'::int[] as i, 0.5::float8 as j, '2026-01-31'::date as k`;
    const [first, ...later] = await runOften(() => store.db.execute(types));
    expect(first).toMatchObject([{ a: "ä🙂", b: 7, c: true, d: null, e: { x: [1, null] }, g: 12345678901, i: [1, 2] }]);
    for (const rows of later) expect(rows).toEqual(first);
    expect(await prepared()).toBeGreaterThan(before);
  });

  test("fails alone when its values are refused, inside a transaction with that transaction", async () => {
    const divide = (by: number) => store.db.execute<{ n: number }>(sql`select 6 / ${by}::int as n`);
    await runOften(() => divide(2));
    await expect(divide(0)).rejects.toMatchObject({ cause: { code: "22012" } });
    await expect(
      store.withTransaction(async (tx) => {
        await tx.execute("create table lost (id int)");
        await tx.execute(sql`select 6 / ${0}::int as n`);
      }),
    ).rejects.toThrow();
    expect(await divide(3)).toEqual([{ n: 2 }]);
    expect(await store.db.execute("select to_regclass('lost') as found")).toEqual([{ found: null }]);
  });

  test("takes values of megabytes", async () => {
    const measure = (text: string) => store.db.execute<{ n: number }>(sql`select length(${text}::text) as n`);
    await runOften(() => measure("x"));
    expect(await measure("x".repeat(8 * 1024 * 1024))).toEqual([{ n: 8 * 1024 * 1024 }]);
  });

  test("is prepared anew after its table got another column, for the price of one failure", async () => {
    await store.db.execute("create table grown (id int)");
    const read = () => store.db.execute("select * from grown");
    await store.db.execute("insert into grown values (1)");
    await runOften(read);
    await store.db.execute("alter table grown add column name text");
    await expect(read()).rejects.toMatchObject({ cause: { code: "0A000" } });
    expect(await read()).toEqual([{ id: 1, name: null }]);
  });

  test("gives way when it was not asked for the longest, so that no number of statements fills the memory", async () => {
    for (let i = 0; i < 400; i++) for (let times = 0; times < 2; times++) await store.db.execute(`select ${i} as n`);
    expect(await prepared()).toBeLessThanOrEqual(300);
    expect(await store.db.execute("select 0 as n")).toEqual([{ n: 0 }]);
  });

  test("runs in the order of asking, though nobody waits between", async () => {
    const written = await store.withTransaction(async (tx) => {
      const steps = [
        "create temporary table steps (n int) on commit drop",
        "insert into steps values (1)",
        "update steps set n = n * 2",
        "select n from steps",
      ];
      return Promise.all(steps.map((step) => tx.execute<{ n: number }>(step)));
    });
    expect(written.at(-1)).toEqual([{ n: 2 }]);
  });
});
