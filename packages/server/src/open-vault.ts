import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RapportError } from "@rapport/contracts/errors";
import type { ConnectionVault } from "@rapport/domain/connections/connection-vault";
import { createSecretBox } from "@rapport/domain/connections/secret-box";
import type { Config } from "./config.ts";

const FILE = "secret.key";

/**
 * What connections to other services need of the deployment. Its key is `RAPPORT_SECRET`, or one that is made at the first start
 * and kept in the data directory.
 * @throws RapportError invalid_parameter where servers share a store and could not read each other's tokens
 */
export async function openVault(config: Config, isShared: boolean): Promise<ConnectionVault> {
  const { clients, secret, secretBefore, googleAdsDeveloperToken } = config.connections;
  if (isShared && secret === undefined && Object.keys(clients).length > 0) {
    const message = "must be set, the same for every server, where they connect to other services";
    const fields = [{ pointer: "RAPPORT_SECRET", message }];
    throw new RapportError("invalid_parameter", `RAPPORT_SECRET ${message}`, { fields });
  }
  const newest = secret ?? (await readKeyFile(config.dataDir));
  const box = createSecretBox(secretBefore === undefined ? [newest] : [newest, secretBefore]);
  return {
    box,
    isPrivate: isShared && secret === undefined,
    clients,
    publicUrl: config.publicUrl,
    googleAdsDeveloperToken,
  };
}

/** The key of a data directory, made where there is none; whole or not at all, for its owner alone. */
async function readKeyFile(dataDir: string): Promise<string> {
  const path = join(dataDir, FILE);
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if (Reflect.get(Object(error), "code") !== "ENOENT") throw error;
  }
  const made = randomBytes(32).toString("base64url");
  await writeFile(`${path}.new`, `${made}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return made;
}
