import { attempt } from "./attempt.ts";

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
  return (
    attempt(() => ("toJSON" in [] ? undefined : { text: JSON.stringify(message), sanitised: false })) ?? {
      text: JSON.stringify(repair(() => message, [])),
      sanitised: !("toJSON" in []),
    }
  );
}

/**
 * A copy that JSON can hold, of objects without a prototype, from which no `toJSON` is inherited. The value is read in
 * here, because reading it may throw.
 */
function repair(read: () => unknown, ancestors: readonly object[]): unknown {
  return attempt(() => {
    const value = read();
    const source = Object(value);
    if (typeof value === "bigint") return `${value}`;
    if (typeof value !== "object" || !value) return value;
    if (ancestors.includes(value) || ancestors.length > MAX_DEPTH) return;
    const inside = [...ancestors, value];
    const isList = Array.isArray(value);
    const toJson = isList || source.toJSON;
    if (typeof toJson === "function" && toJson !== Object({}).toJSON) return repair(() => toJson.call(value), inside);
    // Without a prototype an own "__proto__" key is data like any other.
    const copy: Record<string, unknown> = Object.setPrototypeOf(isList ? [] : {}, null);
    for (const key of Object.keys(value)) copy[key] = repair(() => source[key], inside);
    return copy;
  });
}
