import type { Config } from "./config.ts";

/** The server that listens where the configuration says, if one does. */
export async function findServer(config: Config): Promise<string | undefined> {
  const url = `http://${config.host}:${config.port}`;
  try {
    const answer = await fetch(`${url}/livez`, { signal: AbortSignal.timeout(1_000) });
    return answer.ok ? url : undefined;
  } catch {
    // Nobody answers: the command opens the data directory itself.
    return undefined;
  }
}
