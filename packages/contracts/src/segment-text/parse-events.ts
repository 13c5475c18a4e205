import { MESSAGE_TYPES } from "../messages.ts";
import type { EventFilter, EventMatcher, EventWindow, LeafRule } from "../segment-rules.ts";
import { parseNumber, parseSpan, parseStaticComparison, parseText } from "./parse-comparison.ts";
import type { TokenReader } from "./token-reader.ts";

/** What follows `did`. */
export function parsePerformed(reader: TokenReader): LeafRule {
  const { event, messageType, where } = parseMatcher(reader);
  const times = parseTimes(reader);
  // People say it before the number of times or after it.
  const filters = where ?? parseFilters(reader, "where");
  return withoutAbsent({
    type: "performed" as const,
    event,
    messageType,
    where: filters,
    times,
    window: parseWindow(reader),
  });
}

/** What follows `first did` and `last did`. */
export function parseEdge(reader: TokenReader, type: "first_performed" | "last_performed"): LeafRule {
  const matcher = parseMatcher(reader);
  const having = parseFilters(reader, "having");
  return withoutAbsent({ type, ...matcher, having, window: parseWindow(reader) });
}

/** What follows `sequence`. */
export function parseSequence(reader: TokenReader): LeafRule {
  reader.expect("(");
  const steps = [parseStep(reader)];
  while (reader.takes("then")) steps.push(parseStep(reader));
  reader.expect(")");
  const unless = reader.takes("unless") ? parseUnless(reader) : undefined;
  return withoutAbsent({ type: "sequence" as const, steps, unless, window: parseWindow(reader) });
}

function parseStep(reader: TokenReader) {
  const matcher = parseMatcher(reader);
  const within = reader.takes("within") ? parseSpan(reader) : undefined;
  const without = reader.takes("without") ? parseMatcher(reader) : undefined;
  return withoutAbsent({ ...matcher, within, without });
}

function parseUnless(reader: TokenReader) {
  const matcher = parseMatcher(reader);
  reader.expect("for");
  return { ...matcher, for: parseSpan(reader) };
}

function parseMatcher(reader: TokenReader): EventMatcher {
  const event = reader.takes("anything") ? undefined : parseText(reader);
  const messageType = reader.takes("as") ? parseType(reader) : undefined;
  return withoutAbsent({ event, messageType, where: parseFilters(reader, "where") });
}

function parseType(reader: TokenReader) {
  const type = MESSAGE_TYPES.find((one) => reader.takes(one));
  if (!type) throw reader.fault(`must be one of ${MESSAGE_TYPES.join(", ")}`);
  return type;
}

function parseFilters(reader: TokenReader, word: "where" | "having"): EventFilter[] | undefined {
  if (!reader.takes(word)) return undefined;
  if (!reader.takes("(")) return [parseFilter(reader)];
  const filters = [parseFilter(reader)];
  while (reader.takes("and")) filters.push(parseFilter(reader));
  reader.expect(")");
  return filters;
}

function parseFilter(reader: TokenReader): EventFilter {
  const part = (["properties", "context"] as const).find((one) => {
    // A property may have the name of its place: then a sign or a word of comparison follows, not another name.
    const next = reader.peek(1);
    const isPlace = next.kind === "string" || (next.kind === "word" && !COMPARING.has(next.text));
    return isPlace && reader.takes(one);
  });
  return withoutAbsent({ in: part, path: parsePath(reader), is: parseStaticComparison(reader) });
}

const COMPARING = new Set([
  "after",
  "before",
  "between",
  "contains",
  "ends",
  "exists",
  "in",
  "matches",
  "missing",
  "not",
  "starts",
]);

/** Names with dots between them; those that are words of the language, or no words, in quotes. */
export function parsePath(reader: TokenReader): string[] {
  const path: string[] = [];
  do {
    const { kind } = reader.peek();
    if (kind !== "word" && kind !== "string") throw reader.fault("must be a name");
    path.push(reader.take().name);
  } while (reader.takes("."));
  return path;
}

function parseTimes(reader: TokenReader): { min?: number; max?: number } | undefined {
  const times = parseBounds(reader);
  if (times) reader.expect("times");
  return times;
}

function parseBounds(reader: TokenReader): { min?: number; max?: number } | undefined {
  if (reader.takes("at", "least")) return { min: parseNumber(reader) };
  if (reader.takes("at", "most")) return { max: parseNumber(reader) };
  if (reader.takes("exactly")) {
    const n = parseNumber(reader);
    return { min: n, max: n };
  }
  if (reader.peek().kind !== "number") return undefined;
  const min = parseNumber(reader);
  if (!reader.takes("to")) return { min, max: min };
  return { min, max: parseNumber(reader) };
}

function parseWindow(reader: TokenReader): EventWindow | undefined {
  if (reader.takes("in", "last")) return { last: parseSpan(reader) };
  const since = reader.takes("since") ? parseText(reader) : undefined;
  const until = reader.takes("until") ? parseText(reader) : undefined;
  if (since !== undefined) return withoutAbsent({ since, until });
  return until === undefined ? undefined : { until };
}

/** Without the members that are undefined, as rules are written. */
function withoutAbsent<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // as: the members that are left have their own types
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}
