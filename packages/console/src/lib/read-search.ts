/** A search parameter as text: the router reads `?q=42` as a number, and an empty text means "not set". */
export function readText(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" ? value.slice(0, 300) : undefined;
}

/** A search parameter that must be one of a list. */
export function readOneOf<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((candidate) => candidate === value);
}

/** A whole number within bounds. */
export function readInteger(value: unknown, min: number, max: number): number | undefined {
  const number = typeof value === "string" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number)) return undefined;
  return Math.min(max, Math.max(min, number));
}
