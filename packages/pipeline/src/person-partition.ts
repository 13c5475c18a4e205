import { PARTITION_COUNT } from "@rapport/contracts/log";

/**
 * Partition of a person: FNV-1a (32 bit) over project and device, else user. SDKs always send the device's id, so the
 * events of one device and the message that signs its user in stay in order.
 */
export function personPartition(
  projectId: string,
  event: { anonymousId: string | undefined; userId: string | undefined },
): number {
  return fnv1a(event.anonymousId ?? event.userId ?? "", fnv1a(projectId, 0x811c9dc5)) % PARTITION_COUNT;
}

function fnv1a(text: string, seed: number): number {
  let value = seed;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
