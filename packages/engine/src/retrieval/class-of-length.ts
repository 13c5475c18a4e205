/** Lengths below this are kept as they are; above it, four leading bits of what is more. */
const EXACT = 24;
const BITS = 4;

/**
 * The length that Lucene ranks a document of so many terms by: it keeps lengths in a byte each (`SmallFloat.intToByte4`), so that up to 39 every
 * length is its own class and longer ones share theirs with lengths up to an eighth greater. What differs by less says nothing about relevance, and
 * published figures of BM25 are made with these classes. O(1).
 */
export function classOfLength(length: number): number {
  const above = length - EXACT;
  const shift = Math.max(0, 32 - Math.clz32(Math.max(0, above)) - BITS);
  return above <= 0 ? length : EXACT + ((above >>> shift) << shift);
}
