import { parseArgs } from "node:util";
import { startBenchServer } from "./bench-server.ts";
import { LeanClient, toPost } from "./lean-client.ts";
import type { TimedAnswer } from "./offer-load.ts";
import { offerLoad } from "./offer-load.ts";
import { percentile, sendBodies } from "./send-bodies.ts";
import { makeMessages, toBodies } from "./traffic.ts";

const HELP = `npm run bench:overload -- [--seconds 10] [--batch 50] [--times 5] [--seed 7] [--json]

What a server does with more load than it can take. First its capacity is measured (closed loop), then requests are
offered in an open model, at Poisson times that wait for no answer: at 70 % of the capacity, at 'times' that, and at
70 % again. Build first: npm run build.`;

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "10" },
    batch: { type: "string", default: "50" },
    times: { type: "string", default: "5" },
    seed: { type: "string", default: "7" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

/** Share of the capacity that is the load of an ordinary day. */
const ORDINARY = 0.7;
/** Requests of the closed loop that measures the capacity, and how many of them are under way. */
const CAPACITY_REQUESTS = 600;
const CAPACITY_SENDERS = 16;
/** Time after which answers count as those of a new load. */
const SETTLE_MS = 1_000;

const batch = Number(values.batch);
const seconds = Number(values.seconds);
const bodies = toBodies(makeMessages(CAPACITY_REQUESTS * batch, Number(values.seed)), batch);
const server = await startBenchServer(process.env.DATABASE_URL || undefined);
const client = new LeanClient(Number(new URL(server.url).port));
const requests = bodies.map((body) => toPost("/v1/batch", server.key, body));
try {
  const target = `${server.url}/v1/batch`;
  await sendBodies(target, server.key, bodies.slice(0, CAPACITY_REQUESTS / 4), CAPACITY_SENDERS);
  const startMs = performance.now();
  await sendBodies(target, server.key, bodies, CAPACITY_SENDERS);
  const capacity = bodies.length / ((performance.now() - startMs) / 1_000);
  await server.settle();
  const ordinary = await offer(capacity * ORDINARY, seconds);
  const overload = await offer(capacity * ORDINARY * Number(values.times), seconds);
  const recovery = await offer(capacity * ORDINARY, seconds);
  report(capacity, { ordinary, overload, recovery });
} finally {
  client.close();
  await server.stop();
}

/** Sends at Poisson times for a while, whatever the answers do. */
function offer(perSecond: number, forSeconds: number): Promise<TimedAnswer[]> {
  return offerLoad(client, requests, { perSecond, seconds: forSeconds });
}

type Phases = { ordinary: TimedAnswer[]; overload: TimedAnswer[]; recovery: TimedAnswer[] };

function report(capacity: number, phases: Phases): void {
  const rows = Object.entries(phases).map(([phase, answers]) => {
    const settled = answers.filter(({ atMs }) => atMs > SETTLE_MS);
    const taken = settled.filter(({ status }) => status === 200).map(({ tookMs }) => tookMs);
    const refused = settled.filter(({ status }) => status !== 200);
    const lateness = settled.map(({ lateMs }) => lateMs);
    return {
      phase,
      offeredPerSecond: Math.round(answers.length / seconds),
      taken: taken.length,
      takenP50Ms: quantile(taken, 0.5),
      takenP99Ms: quantile(taken, 0.99),
      refused: refused.length,
      refusedP50Ms: quantile(
        refused.map(({ tookMs }) => tookMs),
        0.5,
      ),
      refusedP99Ms: quantile(
        refused.map(({ tookMs }) => tookMs),
        0.99,
      ),
      // The generator's own: where it is late, so is the machine, and the times beside it are not the server's alone.
      sentLateP99Ms: quantile(lateness, 0.99),
      sentLateMostMs: quantile(lateness, 1),
      otherThan503: refused.filter(({ status, retryAfter }) => status !== 503 || !/^\d+$/.test(retryAfter)).length,
    };
  });
  const [ordinary, overload] = rows;
  const lastRefusalMs = Math.max(0, ...phases.recovery.filter(({ status }) => status !== 200).map(({ atMs }) => atMs));
  const summary = {
    capacityPerSecond: Math.round(capacity),
    p99Ratio: ratio(overload?.takenP99Ms, ordinary?.takenP99Ms),
    p50Ratio: ratio(overload?.takenP50Ms, ordinary?.takenP50Ms),
    lastRefusalSecondsAfterOverload: Math.round(lastRefusalMs) / 1_000,
  };
  if (values.json) console.log(JSON.stringify({ summary, rows }));
  else {
    console.table(rows);
    console.table(summary);
  }
}

function quantile(times: readonly number[], share: number): number {
  return (
    Math.round(
      percentile(
        times.toSorted((a, b) => a - b),
        share,
      ) * 10,
    ) / 10
  );
}

function ratio(one = 0, other = 0): number {
  return Math.round((one / other) * 100) / 100;
}
