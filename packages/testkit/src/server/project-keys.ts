import type { Key } from "@rapport/contracts/keys";
import { listKeys as list, revokeKey as revoke } from "@rapport/domain/access/keys";
import type { Context } from "@rapport/domain/context";
import type { Composition } from "@rapport/server/compose";

const contextOf = ({ services }: Composition, projectId: string): Context => ({
  ...services,
  projectId,
  actor: { kind: "system" },
});

/** The keys of a project, as the command line lists them. */
export function listKeys(composition: Composition, projectId: string): Promise<Key[]> {
  return list(contextOf(composition, projectId));
}

/** Ends a key's life; processes that have just seen it trust it for a few seconds more. */
export function revokeKey(composition: Composition, projectId: string, id: string): Promise<void> {
  return revoke(contextOf(composition, projectId), { id });
}
