import { agentRunSchema } from "@rapport/contracts/agents";
import { RapportError } from "@rapport/contracts/errors";
import type { ZodType } from "zod";
import type { Config } from "../config.ts";
import { findServer } from "../find-server.ts";
import { openServerDoor } from "../open-server-door.ts";
import { readProblem } from "../read-problem.ts";
import { startServer } from "../start-server.ts";

/** A server whose console people can open while a command waits for them. */
export type ConsoleDoor = {
  /** Its origin, without a slash at the end. */
  url: string;
  read: <T>(path: string, schema: ZodType<T>) => Promise<T>;
  startRun: (graph: string, input: object) => Promise<string>;
  close: () => Promise<void>;
};

/** Opens the named server or the one of the data directory; where none runs, starts one until the door is closed. */
export async function openConsoleDoor(
  config: Config,
  { host, key }: { host?: string | undefined; key?: string | undefined },
): Promise<ConsoleDoor> {
  const known = host ?? (await findServer(config));
  const own = known === undefined ? await startServer(config) : undefined;
  const url = known ?? own?.url;
  if (url === undefined || !URL.canParse(url)) {
    throw new RapportError("invalid_parameter", `The host ${url} is not a URL (http://…)`);
  }
  const secret = key ?? own?.composition.instance.secretKey;
  const door = await openServerDoor(config, { host: url, key: secret });
  const request = async <T>(path: string, schema: ZodType<T>, init: RequestInit = {}) => {
    const response = await door.ask(path, init);
    if (!response.ok) throw await readProblem(response);
    return schema.parse(await response.json());
  };
  return {
    url: new URL(url).origin,
    read: (path, schema) => request(path, schema),
    startRun: async (graph, input) => {
      const init = { method: "POST", body: JSON.stringify({ graph, input }) };
      return (await request("/api/v1/agents/runs", agentRunSchema, init)).id;
    },
    close: async () => {
      await door.close();
      await own?.stop();
    },
  };
}
