import { parseArgs } from "node:util";
import { makeMessages, toBodies } from "../traffic.ts";
import { measureServers } from "./measure-servers.ts";

const HELP = `npm run bench:scale -- [--events 30000] [--servers 2] [--share 0.25] [--rounds 3] [--log postgres] [--seed 7]
  [--database postgres://localhost/rapport_bench]

Events per second, until they are folded, of one server and of several that share a log and a store, each held to a share of
one processor (Linux control groups, as root): what another server adds while Postgres has room. Build first: npm run build.`;

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "30000" },
    servers: { type: "string", default: "2" },
    share: { type: "string", default: "0.25" },
    rounds: { type: "string", default: "3" },
    log: { type: "string", default: "postgres" },
    seed: { type: "string", default: "7" },
    database: { type: "string", default: "postgres://localhost/rapport_bench" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const events = Number(values.events);
const bodies = toBodies(makeMessages(events, Number(values.seed)), 100);
const warmUp = toBodies(makeMessages(Math.ceil(events / 5), Number(values.seed) + 1), 100);
const several = Number(values.servers);
const rates = new Map<number, { rate: number; micros: number }[]>([1, several].map((servers) => [servers, []]));
for (let round = 0; round < Number(values.rounds); round++) {
  // Turn about, so that what else the machine does is spread over both.
  for (const [servers, measured] of rates) {
    const options = { databaseUrl: values.database, eventLog: values.log, servers, share: Number(values.share) };
    const { seconds, cpuSeconds } = await measureServers({ ...options, warmUp, bodies });
    measured.push({ rate: events / seconds, micros: (cpuSeconds / events) * 1e6 });
  }
}
const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
const rateOf = (servers: number) => median((rates.get(servers) ?? []).map(({ rate }) => rate));
console.table(
  [...rates].map(([servers, measured]) => ({
    servers,
    "events / s, median": Math.round(rateOf(servers)),
    "of one": `${(rateOf(servers) / rateOf(1)).toFixed(2)}×`,
    "lowest / highest": [Math.min, Math.max]
      .map((of) => Math.round(of(...measured.map(({ rate }) => rate))))
      .join(" / "),
    "µs an event in the servers": Math.round(median(measured.map(({ micros }) => micros))),
  })),
);
