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
  } catch {}
  return { text: JSON.stringify(repair(message, [])), sanitised: !("toJSON" in []) };
}

/** A copy that JSON can hold, of objects without a prototype, from which no `toJSON` is inherited. */
function repair(value: unknown, ancestors: readonly object[]): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (ancestors.includes(value) || ancestors.length > MAX_DEPTH) return undefined;
  try {
    const isList = Array.isArray(value);
    const own: unknown = isList || !("toJSON" in value) ? undefined : value.toJSON;
    if (typeof own === "function" && own !== Reflect.get(Object.prototype, "toJSON"))
      return repair(own.call(value), [...ancestors, value]);
    const copy: object = Object.setPrototypeOf(isList ? [] : {}, null);
    for (const key of Object.keys(value)) {
      // Defined, not assigned: an own "__proto__" key stays data.
      Object.defineProperty(copy, key, { enumerable: true, value: repairEntry(value, key, [...ancestors, value]) });
    }
    return copy;
  } catch {
    return undefined;
  }
}

function repairEntry(owner: object, key: string, ancestors: readonly object[]): unknown {
  try {
    return repair(Reflect.get(owner, key), ancestors);
  } catch {
    return undefined;
  }
}
