import type { LogAppend } from "@rapport/ports/event-log";

/** Values of one commit, those of a partition next to each other in the order given. */
export type PackedValues = {
  /** Partitions that have any, in ascending order; the lists below follow it. */
  partitions: number[];
  counts: number[];
  /** Bytes of each partition's part. */
  sizes: number[];
  bytes: Buffer;
};

const LENGTH_BYTES = 4;

/** Packs values into one piece of bytes: each is led by its length in four bytes, big-endian. */
export function packValues(entries: readonly LogAppend[]): PackedValues {
  const byPartition = [...Map.groupBy(entries, ({ partition }) => partition)].sort(([one], [other]) => one - other);
  const packed: PackedValues = { partitions: [], counts: [], sizes: [], bytes: Buffer.alloc(0) };
  for (const [partition, values] of byPartition) {
    packed.partitions.push(partition);
    packed.counts.push(values.length);
    packed.sizes.push(values.reduce((sum, { value }) => sum + LENGTH_BYTES + value.length, 0));
  }
  packed.bytes = Buffer.allocUnsafe(packed.sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  for (const [, values] of byPartition) {
    for (const { value } of values) {
      at = packed.bytes.writeUInt32BE(value.length, at);
      packed.bytes.set(value, at);
      at += value.length;
    }
  }
  return packed;
}

/** The values of one partition's part, in order. */
export function unpackValues(bytes: Buffer): Uint8Array[] {
  const values: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const start = at + LENGTH_BYTES;
    at = start + bytes.readUInt32BE(at);
    values.push(new Uint8Array(bytes.buffer, bytes.byteOffset + start, at - start));
  }
  return values;
}
