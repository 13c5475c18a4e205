/** The value itself where it is a JSON object; an empty one for anything else, arrays included. */
export function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  return value as Record<string, unknown>; // as: a JSON object that is neither null nor an array
}
