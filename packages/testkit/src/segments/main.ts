import { parseArgs } from "node:util";
import { openStore } from "@rapport/store/client";
import type { Store } from "@rapport/store/database";
import { createTestDatabase, openTestStore } from "../store/open-test-store.ts";
import { runHistory } from "./run-histories.ts";

const RULES = 25;
const HAPPENINGS = 12;
/** Histories between two lines of progress, which say where a run that was cut off goes on. */
const REPORT_EVERY = 20;

const { values } = parseArgs({
  options: {
    programs: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    /** Programs that an earlier run, or another process, has tried: the first ones are left out. */
    from: { type: "string", default: "0" },
    /** `pglite`, `postgres` or `both`. */
    engine: { type: "string", default: "pglite" },
    /** A Postgres server, for the engines `postgres` and `both`. */
    database: { type: "string" },
  },
});

let differences = 0;
for (const engine of values.engine === "both" ? ["pglite", "postgres"] : [values.engine]) {
  differences += await runOn(engine);
}
process.exitCode = differences === 0 ? 0 : 1;

async function runOn(engine: string): Promise<number> {
  if (engine !== "postgres") return runAll(engine, await openTestStore());
  if (values.database === undefined) throw new Error("Postgres needs --database URL");
  const database = await createTestDatabase(values.database);
  try {
    return await runAll(engine, await openStore({ databaseUrl: database.url, exclusive: false }));
  } finally {
    await database.remove();
  }
}

async function runAll(engine: string, store: Store): Promise<number> {
  const seed = Number(values.seed);
  const report = { engine, seed, programs: 0, answers: 0, members: 0, changes: 0, differences: 0 };
  const startedMs = performance.now();
  const last = Math.ceil(Number(values.programs) / RULES);
  for (let i = Math.floor(Number(values.from) / RULES); i < last; i++) {
    const outcome = await runHistory(store, { seed: seed * 100_000 + i * 10, rules: RULES, happenings: HAPPENINGS });
    report.programs += RULES;
    report.answers += outcome.answers;
    report.members += outcome.members;
    report.changes += outcome.changes;
    report.differences += outcome.differences.length;
    for (const difference of outcome.differences.slice(0, 3)) console.log(JSON.stringify(difference));
    if ((i + 1) % REPORT_EVERY !== 0) continue;
    console.log(
      `${engine}: up to program ${(i + 1) * RULES}, ${report.answers} answers, ${report.differences} differences`,
    );
  }
  console.log(JSON.stringify({ ...report, seconds: Math.round((performance.now() - startedMs) / 1_000) }));
  await store.close();
  return report.differences;
}
