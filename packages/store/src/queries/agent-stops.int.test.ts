import { copyTestDatabase, readRows } from "@rapport/testkit/store/open-test-store";
import { afterEach, describe, expect, test } from "vitest";
import { openStore } from "../client/open-store.ts";
import { insertRun, settleRunRow, takeRunRow, wakeRunRow } from "./agent-runs.ts";
import { ALL_PROJECTS, deleteStop, insertStop } from "./agent-stops.ts";

const serverUrl = process.env.DATABASE_URL;
const PROJECT = { projectId: "prj_1" };
const RUN = { graph: "coordinator", input: {}, key: null, requestedBy: "mem_1" };

describe.skipIf(!serverUrl)("a stop while a part ends", () => {
  const closes: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closes.splice(0).toReversed()) await close();
  });

  test("waits for the part, and both come through", async () => {
    const database = await copyTestDatabase(serverUrl ?? "");
    closes.push(() => database.remove());
    const store = await openStore({ databaseUrl: database.url, exclusive: false });
    closes.push(() => store.close());
    await insertRun(store.db, { ...PROJECT, ...RUN, id: "run_1", parentRunId: null });
    await insertRun(store.db, { ...PROJECT, ...RUN, id: "run_2", parentRunId: "run_1" });
    const part = await takeRunRow(store.db, { ...PROJECT, id: "run_2" });
    if (!part) throw new Error("The part cannot be taken up");

    let stop: Promise<void> | undefined;
    await store.withTransaction(async (tx) => {
      expect(await settleRunRow(tx, part, { state: "completed" })).toBe("settled");
      stop = store.withTransaction((other) =>
        insertStop(other, { projectId: ALL_PROJECTS, reason: "Fire", stoppedBy: "operator" }),
      );
      const waiting = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
      await expect.poll(() => readRows(store, waiting), { timeout: 20_000 }).toHaveLength(1);
      await wakeRunRow(tx, { ...PROJECT, id: "run_1" });
    });
    await stop;

    const states = "select id, state from agent_runs order by id";
    expect(await readRows(store, states)).toEqual([
      { id: "run_1", state: "stopped" },
      { id: "run_2", state: "completed" },
    ]);
    expect(await deleteStop(store.db, ALL_PROJECTS)).toEqual([{ ...PROJECT, id: "run_1" }]);
  });
});
