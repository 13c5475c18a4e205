/** Nesting that the tracking API takes (LIMITS.depth of the contracts); what lies deeper is left out. */
const MAX_DEPTH = 32;

/** JSON of a message and whether values had to be replaced or left out to get it. */
export type EncodedMessage = { text: string; sanitised: boolean };

/**
 * Serialises one message, once and alone, so that no value of it can spoil its neighbours in a batch. What JSON cannot
 * hold is repaired: a BigInt becomes its digits, a cycle and a property that throws are left out. A `toJSON` that a page
 * gave to all arrays or objects (old Prototype.js) has no say. Never throws.
 */
export function encodeMessage(message: object): EncodedMessage {
  try {
    if (!("toJSON" in [])) return { text: JSON.stringify(message), sanitised: false };
  } catch {
    // Repaired below.
  }
  return { text: JSON.stringify(repair(() => message, [])), sanitised: !("toJSON" in []) };
}

/**
 * A copy that JSON can hold, of objects without a prototype, from which no `toJSON` is inherited. The value is read in
 * here, because reading it may throw.
 */
function repair(read: () => unknown, ancestors: readonly object[]): unknown {
  try {
    const value = read();
    if (typeof value === "bigint") return String(value);
    if (typeof value !== "object" || value === null) return value;
    if (ancestors.includes(value) || ancestors.length > MAX_DEPTH) return undefined;
    const inside = [...ancestors, value];
    const toJson: unknown = Array.isArray(value) ? undefined : Reflect.get(value, "toJSON");
    if (typeof toJson === "function" && toJson !== Reflect.get(Object.prototype, "toJSON"))
      return repair(() => toJson.call(value), inside);
    const copy: object = Object.setPrototypeOf(Array.isArray(value) ? [] : {}, null);
    for (const key of Object.keys(value)) {
      // Defined, not assigned: an own "__proto__" key stays data.
      Object.defineProperty(copy, key, { enumerable: true, value: repair(() => Reflect.get(value, key), inside) });
    }
    return copy;
  } catch {
    return undefined;
  }
}
