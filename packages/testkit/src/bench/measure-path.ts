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
 * Sends bodies to a fresh server and waits until every event is stored and folded. Processor time is that of the server process and,
 * with a database URL, of the whole Postgres cluster.
 */
export async function measurePath(options: {
  bodies: readonly string[];
  events: number;
  concurrency: number;
  databaseUrl: string | undefined;
  /**
   * So many of the bodies warm the server up and are not measured: until its compiler has seen the code, it refuses for a moment
   * what it would answer late.
   */
  warm?: number;
}): Promise<PathResult> {
  const server = await startBenchServer(options.databaseUrl);
  const target = `${server.url}/v1/batch`;
  const { warm = 0 } = options;
  const bodies = options.bodies.slice(warm);
  try {
    await sendBodies(target, server.key, options.bodies.slice(0, warm), options.concurrency);
    await server.settle();
    const before = server.cpuSeconds();
    const ownBefore = server.ownCpuSeconds();
    const startMs = performance.now();
    const load = await sendBodies(target, server.key, bodies, options.concurrency);
    if (load.statuses.get(200) !== bodies.length) throw new Error(`Answers: ${JSON.stringify([...load.statuses])}`);
    await server.settle();
    return {
      events: Math.round((options.events * bodies.length) / options.bodies.length),
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
