import { RapportError } from "@rapport/contracts/errors";
import { compose } from "./compose.ts";
import type { Config } from "./config.ts";
import { findServer } from "./find-server.ts";
import { readInstance } from "./instance.ts";

/** Where a command's requests go: a server that runs, or the data directory, opened for them. */
export type ServerDoor = {
  ask: (path: string, init: RequestInit) => Promise<Response>;
  close: () => Promise<void>;
};

/** Longest that one request may take: megabytes on a slow line fit. */
const REQUEST_TIMEOUT_MS = 120_000;

/** Opens the door of the named server, of the one of the data directory, or of the directory itself when none runs. */
export async function openServerDoor(
  config: Config,
  options: { host?: string | undefined; key?: string | undefined },
): Promise<ServerDoor> {
  const host = options.host ?? (await findServer(config));
  if (host === undefined) return openDataDir(config, options.key);
  if (!URL.canParse(host)) throw new RapportError("invalid_parameter", `The host ${host} is not a URL (http://…)`);
  const key = options.key ?? config.secretKey ?? (await readInstance(config.dataDir))?.secretKey;
  if (key === undefined) throw new RapportError("unauthorized", "Pass --key with a secret key (sk_…) of the project");
  return {
    ask: (path, init) =>
      fetch(new URL(path, host), { ...withKey(init, key), signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) }),
    close: async () => {},
  };
}

async function openDataDir(config: Config, givenKey: string | undefined): Promise<ServerDoor> {
  const { app, instance, close } = await compose(config);
  return {
    ask: async (path, init) =>
      app.request(`http://rapport.local${path}`, withKey(init, givenKey ?? instance.secretKey)),
    close,
  };
}

function withKey(init: RequestInit, key: string): RequestInit {
  return { ...init, headers: { Authorization: `Bearer ${key}` } };
}
