import { createHash } from "node:crypto";

/**
 * A person's place under a salt: 32 bits of SHA-256 over salt and profile id, evenly spread and without relation between
 * salts. In SQL the same: `sha256(convert_to(salt || '/' || id, 'UTF8'))`.
 */
export function placeOf(salt: string, profileId: string): number {
  return createHash("sha256").update(`${salt}/${profileId}`).digest().readUInt32BE(0);
}
