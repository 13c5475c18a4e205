import { setTimeout as sleep } from "node:timers/promises";
import { openCuttableProxy } from "@rapport/testkit/server/cuttable-proxy";
import { createFreshDatabase } from "@rapport/testkit/server/fresh-database";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { TEST_SEED } from "@rapport/testkit/test-seed";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import type { Database, Store } from "./database.ts";
import { openStore } from "./open-store.ts";
import { together } from "./together.ts";

const serverUrl = process.env.DATABASE_URL;
const [CUTS, WORKERS] = [40, 6];
/** Longer than what the driver keeps until the event loop turns. */
const LONG = "x".repeat(2_000);

/** Five rows of one number, some of them together; work that goes on after a failure asks for more. */
async function fill(tx: Database, number: number, goesOn: boolean): Promise<void> {
  const add = (place: number) => tx.execute(sql`insert into cut_rows values (${number}, ${place})`);
  await add(1);
  try {
    await together([add(2), tx.execute(sql`select ${LONG}::text`), add(3)]);
  } catch (error) {
    if (!goesOn) throw error;
  }
  await add(4);
  await add(5);
}

/** Transactions one after the other until `isDone`; some fail, as they may while the line is cut. */
async function work(store: Store, next: () => number, isDone: () => boolean): Promise<void> {
  while (!isDone()) {
    const number = next();
    await store.withTransaction((tx) => fill(tx, number, number % 3 > 0)).catch(() => sleep(5));
  }
}

test.skipIf(!serverUrl)(
  "a line that is cut in the midst of transactions ends no process, leaves no half of one, and hangs nothing",
  async () => {
    const database = await createFreshDatabase(serverUrl ?? "");
    const direct = await openStore({ databaseUrl: database.url, exclusive: false });
    await direct.db.execute(sql`create table cut_rows (number int, place int)`);
    const proxy = await openCuttableProxy(database.url);
    const store = await openStore({ databaseUrl: proxy.url, exclusive: false });
    let drawn = TEST_SEED;
    const draw = (below: number) => {
      drawn = (drawn * 1_103_515_245 + 12_345) % 2 ** 31;
      return drawn % below;
    };
    let [numbers, isDone] = [0, false];
    const workers = Array.from({ length: WORKERS }, () =>
      work(
        store,
        () => ++numbers,
        () => isDone,
      ),
    );
    for (let cut = 0; cut < CUTS; cut++) {
      await sleep(20 + draw(100));
      await proxy.cut();
      await sleep(draw(40));
      await proxy.heal();
    }
    isDone = true;
    await Promise.all(workers);
    expect(await readRows(direct, "select number from cut_rows group by number having count(*) <> 5")).toEqual([]);
    // Every connection of the pool answers again.
    const answers = Array.from({ length: 40 }, () => store.db.execute(sql`select 1 as one`));
    expect(await Promise.all(answers)).toEqual(answers.map(() => [{ one: 1 }]));
    await store.close();
    await proxy.close();
    await direct.close();
    await database.drop();
  },
);
