import { Agent, request } from "node:http";

/** Outcome of a load: requests per status, and the time each answer took, in ms, sorted. */
export type Load = { statuses: Map<number, number>; latenciesMs: number[] };

/** Posts (or puts) every body once over `concurrency` kept-alive connections to 127.0.0.1. */
export async function sendBodies(
  url: string,
  key: string,
  bodies: readonly string[],
  concurrency: number,
  method: "POST" | "PUT" = "POST",
): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const load: Load = { statuses: new Map(), latenciesMs: [] };
  let next = 0;
  const sender = async () => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const startMs = performance.now();
      const status = await send(url, key, body, { agent, method });
      load.latenciesMs.push(performance.now() - startMs);
      load.statuses.set(status, (load.statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, sender));
  agent.destroy();
  load.latenciesMs.sort((a, b) => a - b);
  return load;
}

function send(url: string, key: string, body: string, how: { agent: Agent; method: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    };
    const sending = request(url, { ...how, headers }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode ?? 0));
    });
    sending.on("error", reject);
    sending.end(body);
  });
}

/** The value below which a share of the sorted latencies lies. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
