/** Nesting that the tracking API takes (LIMITS.depth of the contracts); what lies deeper is left out. */
const MAX_DEPTH = 32;

/** JSON of a message and whether values had to be replaced or left out to get it. */
export type EncodedMessage = { text: string; sanitised: boolean };

/**
 * Serialises one message, once and alone, so that no value of it can spoil its neighbours in a batch. What JSON cannot
 * hold is repaired: a BigInt becomes its digits, a cycle and a property that throws are left out. Never throws.
 */
export function encodeMessage(message: object): EncodedMessage {
  try {
    return { text: JSON.stringify(message), sanitised: false };
  } catch {
    return { text: JSON.stringify(repair(message, [])), sanitised: true };
  }
}

function repair(value: unknown, ancestors: readonly object[]): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (ancestors.includes(value) || ancestors.length > MAX_DEPTH) return undefined;
  const inside = [...ancestors, value];
  try {
    if ("toJSON" in value && typeof value.toJSON === "function") return repair(value.toJSON(), inside);
    if (Array.isArray(value)) return Array.from(value, (_, index) => repairEntry(value, index, inside));
    // fromEntries defines properties instead of assigning them: an own "__proto__" key stays data.
    return Object.fromEntries(Object.keys(value).map((key) => [key, repairEntry(value, key, inside)]));
  } catch {
    return undefined;
  }
}

function repairEntry(owner: object, key: string | number, ancestors: readonly object[]): unknown {
  try {
    return repair(Reflect.get(owner, key), ancestors);
  } catch {
    return undefined;
  }
}
