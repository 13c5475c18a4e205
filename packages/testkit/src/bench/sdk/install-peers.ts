import { join } from "node:path";
import { installBeside } from "../../install-beside.ts";
import { CLIENTS } from "./clients.ts";

/** Apart from the workspace, so that nobody has to install ten analytics clients to build one. */
export const PEER_FOLDER = join(import.meta.dirname, "../../../../../.cache/bench-sdk");

/** Installs the peers among these clients, in the versions that are compared. */
export function installPeers(names: readonly string[]): void {
  const versions = names.flatMap((name) => {
    const version = CLIENTS[name]?.version;
    return version ? [[name, version] as const] : [];
  });
  installBeside(PEER_FOLDER, Object.fromEntries(versions));
}
