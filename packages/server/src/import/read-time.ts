/** A number of this size is milliseconds since 1970, below it seconds: as seconds it would lie behind the year 5138. */
const MILLISECONDS_FROM = 100_000_000_000;
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i;

/**
 * Reads a time as ISO 8601 (a date alone is its midnight; UTC unless a zone is given) or as seconds or milliseconds since
 * 1970. Answers RFC 3339 in UTC, or undefined when it is no time.
 */
export function readTime(text: string): string | undefined {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) {
    const number = Number(trimmed);
    return format(number >= MILLISECONDS_FROM ? number : number * 1_000);
  }
  const [, date, time = "00:00", zone = "Z"] = ISO.exec(trimmed) ?? [];
  if (date === undefined) return undefined;
  const offset = /^(z|utc)$/i.test(zone) ? "Z" : zone.replace(/^(...):?/, "$1:");
  const ms = Date.parse(`${date}T${time}${offset}`);
  // Date.parse takes February 31st for March 3rd.
  return Number.isNaN(Date.parse(date)) || new Date(`${date}T00:00Z`).getUTCDate() !== Number(date.slice(8))
    ? undefined
    : format(ms);
}

function format(ms: number): string | undefined {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
