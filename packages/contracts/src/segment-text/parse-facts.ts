import type { LeafRule, StaticComparison } from "../segment-rules.ts";
import { SCORES } from "../segment-rules.ts";
import { parseComparison, parseNumber, parseStaticComparison } from "./parse-comparison.ts";
import type { TokenReader } from "./token-reader.ts";

/** What follows `computed`. */
export function parseComputed(reader: TokenReader): LeafRule {
  const key = parseName(reader, "the key of a computed trait");
  if (reader.takes("percentile")) return { type: "percentile", in: "computed", path: [key], ...parseRange(reader) };
  return { type: "computed", key, is: parseComparison(reader) };
}

/** What follows `consent`. */
export function parseConsent(reader: TokenReader): LeafRule {
  const category = parseName(reader, "a category of consent");
  const state = (["granted", "denied", "unknown"] as const).find((one) => reader.takes(one));
  if (!state) throw reader.fault("must be granted, denied or unknown");
  return { type: "consent", category, state };
}

/** What follows `intent`. */
export function parseIntent(reader: TokenReader): LeafRule {
  const goal = parseName(reader, "the key of a goal");
  const place = reader.peek();
  const is = parseStaticComparison(reader);
  if (isNumberComparison(is)) return { type: "intent", goal, is };
  throw reader.fault("compares no probability: use >, >=, <, <= or between", place);
}

/** What follows `score`. */
export function parseScore(reader: TokenReader): LeafRule {
  const name = SCORES.find((one) => reader.takes(one));
  if (!name) throw reader.fault(`must be one of ${SCORES.join(", ")}`);
  const place = reader.peek();
  const is = parseStaticComparison(reader);
  if (isNumberComparison(is) || isEquality(is)) return { type: "score", name, is };
  throw reader.fault("compares no score: use =, !=, in, >, >=, <, <=, between, exists or missing", place);
}

/** `10 to 20`. */
export function parseRange(reader: TokenReader): { from: number; to: number } {
  const from = parseNumber(reader);
  reader.expect("to");
  return { from, to: parseNumber(reader) };
}

type NumberComparison = Extract<LeafRule, { type: "intent" }>["is"];
type Equality = Exclude<Extract<LeafRule, { type: "score" }>["is"], NumberComparison>;

function isNumberComparison(is: StaticComparison): is is NumberComparison {
  return ["greater_than", "at_least", "less_than", "at_most", "between"].includes(is.operator);
}

function isEquality(is: StaticComparison): is is Equality {
  return ["equals", "not_equals", "one_of", "none_of", "exists", "missing"].includes(is.operator);
}

function parseName(reader: TokenReader, what: string): string {
  const { kind } = reader.peek();
  if (kind !== "word" && kind !== "string") throw reader.fault(`must be ${what}`);
  return reader.take().name;
}
