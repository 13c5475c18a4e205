import { parseArgs } from "node:util";
import { openStore } from "@rapport/store/client";
import { createTestDatabase, openTestStore } from "../store/open-test-store.ts";
import { runHistory } from "./run-histories.ts";

const RULES = 25;
const HAPPENINGS = 12;

const { values } = parseArgs({
  options: {
    programs: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    /** A Postgres server; the embedded engine when absent. */
    database: { type: "string" },
  },
});

const database = values.database === undefined ? undefined : await createTestDatabase(values.database);
const store = database ? await openStore({ databaseUrl: database.url, exclusive: false }) : await openTestStore();
const histories = Math.ceil(Number(values.programs) / RULES);
const report = {
  engine: store.engine,
  seed: Number(values.seed),
  programs: 0,
  answers: 0,
  members: 0,
  changes: 0,
  differences: 0,
};
const startedMs = performance.now();
for (let i = 0; i < histories; i++) {
  const outcome = await runHistory(store, {
    seed: report.seed * 100_000 + i * 10,
    rules: RULES,
    happenings: HAPPENINGS,
  });
  report.programs += RULES;
  report.answers += outcome.answers;
  report.members += outcome.members;
  report.changes += outcome.changes;
  report.differences += outcome.differences.length;
  for (const difference of outcome.differences.slice(0, 3)) console.log(JSON.stringify(difference));
  if (i % 20 === 19)
    console.log(`${report.programs} programs, ${report.answers} answers, ${report.differences} differences`);
}
console.log(JSON.stringify({ ...report, seconds: Math.round((performance.now() - startedMs) / 1_000) }, null, 2));
await store.close();
await database?.remove();
process.exitCode = report.differences === 0 ? 0 : 1;
