import { OVERFLOW_PARTITION, PARTITION_COUNT } from "@rapport/contracts/log";

/** Who an event is of, as far as its place on the log goes. */
type Sender = { anonymousId: string | undefined; userId: string | undefined };

/**
 * FNV-1a (32 bit) over project and device, else user. SDKs always send the device's id, so the events of one device and
 * the message that signs its user in stay in order.
 */
export function personHash(projectId: string, event: Sender): number {
  return fnv1a(event.anonymousId ?? event.userId ?? "", fnv1a(projectId, 0x811c9dc5));
}

/**
 * Partition of a person, by the hash above: any but the overflow lane, which is for those who send far more than a person
 * does. Whom the hash puts there is spread over the others.
 */
export function personPartition(hash: number): number {
  const partition = hash % PARTITION_COUNT;
  return partition === OVERFLOW_PARTITION ? Math.floor(hash / PARTITION_COUNT) % OVERFLOW_PARTITION : partition;
}

function fnv1a(text: string, seed: number): number {
  let value = seed;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
