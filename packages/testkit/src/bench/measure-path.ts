import { startBenchServer } from "./bench-server.ts";
import { percentile, sendBodies } from "./send-bodies.ts";

/** One measured run of the whole path. */
export type PathResult = {
  events: number;
  /** From the first request to the last event folded. */
  seconds: number;
  /** Server and database, load generator apart. */
  cpuSeconds: number;
  /** The server process' part of it. */
  ownCpuSeconds: number;
  answerP50Ms: number;
  answerP99Ms: number;
  residentMiB: number;
};

/**
 * Sends bodies to a fresh server and waits until every event is stored and folded. Processor time is that of the
 * server process and, with a database URL, of the whole Postgres cluster.
 */
export async function measurePath(options: {
  bodies: readonly string[];
  events: number;
  concurrency: number;
  databaseUrl: string | undefined;
}): Promise<PathResult> {
  const server = await startBenchServer(options.databaseUrl);
  try {
    const before = server.cpuSeconds();
    const ownBefore = server.ownCpuSeconds();
    const startMs = performance.now();
    const load = await sendBodies(`${server.url}/v1/batch`, server.key, options.bodies, options.concurrency);
    if (load.statuses.get(200) !== options.bodies.length)
      throw new Error(`Answers: ${JSON.stringify([...load.statuses])}`);
    await server.settle();
    return {
      events: options.events,
      seconds: (performance.now() - startMs) / 1000,
      cpuSeconds: server.cpuSeconds() - before,
      ownCpuSeconds: server.ownCpuSeconds() - ownBefore,
      answerP50Ms: percentile(load.latenciesMs, 0.5),
      answerP99Ms: percentile(load.latenciesMs, 0.99),
      residentMiB: server.residentMiB(),
    };
  } finally {
    await server.stop();
  }
}
