import type { Comparison, StaticComparison } from "../segment-rules.ts";
import type { TokenReader } from "./token-reader.ts";
import { NUMBER_OPERATORS, VALUE_OPERATORS } from "./words.ts";

type Scalar = string | number | boolean;

/** A comparison with times relative to now, which events do not have. */
export function parseComparison(reader: TokenReader): Comparison {
  for (const [words, operator] of RELATIVE) {
    if (reader.takes(...words)) return { operator, duration: parseSpan(reader) };
  }
  return parseStaticComparison(reader);
}

const RELATIVE = [
  [["in", "last"], "in_last"],
  [["before", "last"], "before_last"],
  [["in", "next"], "in_next"],
  [["after", "next"], "after_next"],
] as const;

/** A comparison that the clock has no part in. */
export function parseStaticComparison(reader: TokenReader): StaticComparison {
  if (reader.takes("exists")) return { operator: "exists" };
  if (reader.takes("missing")) return { operator: "missing" };
  if (reader.takes("in")) return { operator: "one_of", values: parseValues(reader) };
  if (reader.takes("not", "in")) return { operator: "none_of", values: parseValues(reader) };
  if (reader.takes("contains")) return { operator: "contains", value: parseValue(reader) };
  if (reader.takes("not", "contains")) return { operator: "not_contains", value: parseValue(reader) };
  if (reader.takes("starts", "with")) return { operator: "starts_with", value: parseText(reader) };
  if (reader.takes("ends", "with")) return { operator: "ends_with", value: parseText(reader) };
  if (reader.takes("matches")) return { operator: "matches", pattern: parseText(reader) };
  if (reader.takes("not", "matches")) return { operator: "not_matches", pattern: parseText(reader) };
  if (reader.takes("before")) return { operator: "before", time: parseText(reader) };
  if (reader.takes("after")) return { operator: "after", time: parseText(reader) };
  if (reader.takes("between")) {
    const from = parseNumber(reader);
    reader.expect("and");
    return { operator: "between", from, to: parseNumber(reader) };
  }
  for (const [sign, operator] of Object.entries(VALUE_OPERATORS)) {
    if (reader.takes(sign)) return { operator, value: parseValue(reader) };
  }
  for (const [sign, operator] of Object.entries(NUMBER_OPERATORS)) {
    if (reader.takes(sign)) return { operator, value: parseNumber(reader) };
  }
  throw reader.fault(
    "is no comparison: use =, !=, >, >=, <, <=, in, contains, starts with, matches, exists, before, …",
  );
}

/** A text, a number, true or false. */
export function parseValue(reader: TokenReader): Scalar {
  if (reader.takes("true")) return true;
  if (reader.takes("false")) return false;
  return reader.peek().kind === "number" ? parseNumber(reader) : parseText(reader);
}

function parseValues(reader: TokenReader): Scalar[] {
  reader.expect("(");
  const values = [parseValue(reader)];
  while (reader.takes(",")) values.push(parseValue(reader));
  reader.expect(")");
  return values;
}

export function parseNumber(reader: TokenReader): number {
  return Number(reader.expectKind("number", "a number"));
}

export function parseText(reader: TokenReader): string {
  return reader.expectKind("string", "a text in double quotes");
}

/** A duration such as `30d`. */
export function parseSpan(reader: TokenReader): string {
  return reader.expectKind("duration", "a time span such as 30d, 12h or 15m");
}
