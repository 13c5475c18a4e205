/** Capacity to grow an array to: doubled until it holds `needed`, so that growth is amortised O(1) per element. */
export function grownCapacity(current: number, needed: number): number {
  let capacity = Math.max(current, 64);
  while (capacity < needed) capacity *= 2;
  return capacity;
}

/** A longer copy of doubles; the tail is zero. */
export function growFloat64(array: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(capacity);
  grown.set(array);
  return grown;
}

/** A longer copy of floats; the tail is zero. */
export function growFloat32(array: Float32Array, capacity: number): Float32Array<ArrayBuffer> {
  const grown = new Float32Array(capacity);
  grown.set(array);
  return grown;
}

/** A longer copy of integers; the tail is `fill`. */
export function growInt32(array: Int32Array, capacity: number, fill = 0): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(capacity);
  if (fill !== 0) grown.fill(fill, array.length);
  grown.set(array);
  return grown;
}
