/**
 * Keys of the embedded log. A record's key is 8 bytes: the partition in one, the offset in seven, big-endian, so that
 * the order of the keys is the order of the offsets. Facts about the log live behind byte 255, above every partition.
 */
const KEY_BYTES = 8;
const META = 255;

/** Key of the log's id. */
export const ID_KEY = Uint8Array.of(META, 0);

/** Key of the next offset of a partition, written when a trim may remove the record that tells it. */
export function nextOffsetKey(partition: number): Uint8Array {
  return Uint8Array.of(META, 1, partition);
}

/** Key of one record. */
export function recordKey(partition: number, offset: number): Uint8Array {
  const key = new Uint8Array(KEY_BYTES);
  writeRecordKey(new DataView(key.buffer), partition, offset);
  return key;
}

/** Writes a record's key into 8 bytes that are used again for the next key. */
export function writeRecordKey(target: DataView, partition: number, offset: number): void {
  // The offset's upper half is below 2^21 (safe integers), so the partition fits above it.
  target.setUint32(0, partition * 2 ** 24 + Math.floor(offset / 2 ** 32));
  target.setUint32(4, offset % 2 ** 32);
}

/** Offset that a record's key names. */
export function offsetOfKey(key: Uint8Array): number {
  const view = new DataView(key.buffer, key.byteOffset, KEY_BYTES);
  return (view.getUint32(0) % 2 ** 24) * 2 ** 32 + view.getUint32(4);
}
