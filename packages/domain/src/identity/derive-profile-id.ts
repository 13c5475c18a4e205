import type { Identity } from "@rapport/store/queries/identities";
import { deriveKey } from "../events/event-key.ts";

/**
 * The profile that the first event of an id makes: the same on every server and in every replay.
 * @param birth what makes it another one than that of a person who was erased: the request that erased them
 */
export function deriveProfileId(projectId: string, { kind, value }: Identity, birth?: string): string {
  const text = `profile\0${projectId}\0${kind}\0${value}`;
  return deriveKey(birth === undefined ? text : `${text}\0${birth}`);
}
