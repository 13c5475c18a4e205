/**
 * Kills the worker of agents at random moments while campaigns go from traffic to their end. Run with
 *   npm run test:agent-faults -- --kills 1000 --seed 1 --database postgres://…
 */
import { parseArgs } from "node:util";
import { runAgentFaults } from "./run-agent-faults.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    flows: { type: "string", default: "8" },
    minutes: { type: "string", default: "240" },
    database: { type: "string", default: "postgres://localhost/rapport_test" },
  },
});
/** Differences of a flow that are printed. */
const SHOWN = 20;
const kills = Number(values.kills);
const { verdicts, seconds, ...counts } = await runAgentFaults({
  databaseUrl: values.database,
  seed: Number(values.seed),
  kills,
  flows: Number(values.flows),
  minutes: Number(values.minutes),
  onKill: ({ number, cut, done }) => {
    if (number % 20 === 0) console.error(`${number}/${kills}: ${cut} executions cut, ${done} flows done`);
  },
});
const sum = (of: (verdict: (typeof verdicts)[number]) => number) => verdicts.reduce((all, one) => all + of(one), 0);
const differing = verdicts.filter(({ differences }) => differences.length > 0);
for (const { runId, differences } of differing) {
  console.error(`${runId}: ${differences.length} differences\n  ${differences.slice(0, SHOWN).join("\n  ")}`);
}
const report = {
  seed: Number(values.seed),
  ...counts,
  lostApprovals: sum(({ lostApprovals }) => lostApprovals),
  doubledMutations: sum(({ doubledMutations }) => doubledMutations),
  repeatedCalls: sum(({ repeatedCalls }) => repeatedCalls),
  otherEnds: differing.length,
  seconds: Math.round(seconds),
};
console.log(JSON.stringify(report, null, 2));
process.exitCode =
  report.lostApprovals + report.doubledMutations + report.repeatedCalls + report.otherEnds === 0 ? 0 : 1;
