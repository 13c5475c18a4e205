import { parseArgs } from "node:util";
import { runFaults } from "./run-faults.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "500" },
    seed: { type: "string", default: "7" },
    servers: { type: "string", default: "3" },
    events: { type: "string", default: "400" },
    "kill-database": { type: "boolean", default: false },
    log: { type: "string" },
    database: { type: "string", default: "postgres://localhost/rapport_test" },
  },
});

const faults = Number(values.kills);
const run = await runFaults({
  databaseUrl: values.database,
  seed: Number(values.seed),
  faults,
  servers: Number(values.servers),
  eventsPerFault: Number(values.events),
  killsDatabase: values["kill-database"],
  eventLog: values.log,
  onFault: ({ number, kind, server, acknowledged }) => {
    if (number % 10 === 0) console.log(`${number}/${faults}: ${kind} of server ${server} at ${acknowledged} events`);
  },
});
const { acknowledged, stored } = run;
const wrongProfiles = [...stored.recounted].filter(
  ([id, count]) => JSON.stringify(sorted(count)) !== JSON.stringify(sorted(stored.folded.get(id))),
).length;
const report = {
  seed: Number(values.seed),
  seconds: Math.round(run.seconds),
  kills: run.kills,
  stops: run.stops,
  databaseKills: run.databaseKills,
  splits: run.takeovers,
  requestsSentAgain: run.failures,
  acknowledged: acknowledged.size,
  stored: stored.events,
  lost: [...acknowledged].filter((id) => !stored.messageIds.has(id)).length,
  doubled: stored.events - stored.messageIds.size,
  usage: stored.usage,
  deadLetters: stored.deadLetters,
  profiles: stored.folded.size,
  wrongProfiles: wrongProfiles + Math.abs(stored.folded.size - stored.recounted.size),
};
console.log(JSON.stringify(report, null, 2));
const exact = report.lost + report.doubled + report.deadLetters + report.wrongProfiles === 0;
process.exitCode = exact && report.usage === report.stored ? 0 : 1;

function sorted(count: { eventCount: number; counters: Record<string, number> } | undefined) {
  return count && [count.eventCount, Object.entries(count.counters).sort(([a], [b]) => (a < b ? -1 : 1))];
}
