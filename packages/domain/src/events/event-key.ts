import { hash } from "node:crypto";
import { isUuid } from "@rapport/contracts/ids";

/**
 * The 128-bit key that a text maps to: the first half of its SHA-256, marked as UUIDv8 (RFC 9562 §5.8).
 * The same text gives the same key on every machine and in every replay.
 */
export function deriveKey(text: string): string {
  const hex = hash("sha256", text, "hex");
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}

/** De-duplication key of a message: its own id where that is a UUID, else a key derived from it. */
export function eventKey(messageId: string): string {
  return isUuid(messageId) ? messageId : deriveKey(`message\0${messageId}`);
}
