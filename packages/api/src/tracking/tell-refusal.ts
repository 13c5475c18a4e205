import type { ErrorCode } from "@rapport/contracts/errors";
import { RapportError } from "@rapport/contracts/errors";
import { isMistyped } from "@rapport/domain/access/keys";
import type { ApiServices } from "../services.ts";

/**
 * Tells whoever follows the project of a request with its key that was refused as a whole, so that “nothing arrives” has a reason.
 * A key that ended is the project's still; one that no project ever had is nobody's, and nobody is told. Nobody waits for it.
 */
export async function tellRefusal(services: ApiServices, key: string | undefined, error: unknown): Promise<void> {
  // Messages that are refused by themselves are told of one by one.
  if (!(error instanceof RapportError) || error.code === "nothing_valid" || error.code === "internal") return;
  // Strangers may send any number of keys: the store is asked while somebody looks.
  const [followed] = services.hub.projectIds();
  if (followed === undefined || key === undefined || isMistyped(key)) return;
  const live = await services.keyRing.authenticate(key);
  if (live) return publish(services, live.projectId, error.code, error.message);
  const ended = await services.keyRing.ownerOf(key);
  if (!ended) return;
  const message = `The key ${ended.hint}… is revoked or over; send with one that is live`;
  publish(services, ended.projectId, error.code, message);
}

function publish(services: ApiServices, projectId: string, code: ErrorCode, message: string): void {
  if (!services.hub.hasListeners(projectId)) return;
  const receivedAt = new Date(services.now()).toISOString();
  services.hub.publish(projectId, { kind: "refused", receivedAt, code, message });
}
