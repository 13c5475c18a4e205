import { formatUuid, uuidv7Bytes } from "@rapport/contracts/ids";

let made = 0;

/**
 * A UUIDv7 behind all that were made before at this time: what ties in time stands in the order that a test made it in, whatever ran
 * before in the same process.
 */
export function nextMessageId(timeMs: number): string {
  const bytes = new Uint8Array(10);
  new DataView(bytes.buffer).setUint32(6, ++made);
  return formatUuid(uuidv7Bytes(timeMs, bytes));
}
