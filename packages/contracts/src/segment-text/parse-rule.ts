import type { LeafRule, SegmentRule } from "../segment-rules.ts";
import { RULE_LIMITS } from "../segment-rules.ts";
import { parseComparison, parseSpan, parseText, parseValue } from "./parse-comparison.ts";
import { parseEdge, parsePath, parsePerformed, parseSequence } from "./parse-events.ts";
import { parseComputed, parseConsent, parseIntent, parseRange, parseScore } from "./parse-facts.ts";
import { TokenReader } from "./token-reader.ts";

/**
 * The rule that a text says; what it means is checked like every rule's. `and` binds closer than `or`, `not` closest.
 * @throws RuleTextError with the place of the first part that does not fit
 */
export function parseRule(text: string): SegmentRule {
  const reader = new TokenReader(text);
  const rule = parseGroup(reader, "or", 0);
  if (reader.peek().kind !== "end") throw reader.fault("is left over: join conditions by and, or");
  return rule;
}

function parseGroup(reader: TokenReader, type: "and" | "or", depth: number): SegmentRule {
  // Each level of brackets is a call: a text must not end the process.
  if (depth > RULE_LIMITS.depth) throw reader.fault(`is nested deeper than ${RULE_LIMITS.depth} levels`);
  const parseNext = () => (type === "or" ? parseGroup(reader, "and", depth) : parseUnary(reader, depth));
  const first = parseNext();
  const nodes = [first];
  while (reader.takes(type)) nodes.push(parseNext());
  return nodes.length === 1 ? first : { type, nodes };
}

function parseUnary(reader: TokenReader, depth: number): SegmentRule {
  if (depth > RULE_LIMITS.depth) throw reader.fault(`is nested deeper than ${RULE_LIMITS.depth} levels`);
  if (reader.takes("not")) return { type: "not", node: parseUnary(reader, depth + 1) };
  for (const [word, type] of [["all", "and"] as const, ["any", "or"] as const]) {
    if (reader.takes(word, "(")) return { type, nodes: [parseClosed(reader, depth)] };
  }
  return reader.takes("(") ? parseClosed(reader, depth) : parseLeaf(reader);
}

function parseClosed(reader: TokenReader, depth: number): SegmentRule {
  const rule = parseGroup(reader, "or", depth + 1);
  reader.expect(")");
  return rule;
}

const FIELDS = [
  "user_id",
  "first_seen",
  "last_seen",
  "event_count",
  "first_source",
  "first_medium",
  "first_campaign",
  "last_source",
  "last_medium",
  "last_campaign",
] as const;

function parseLeaf(reader: TokenReader): LeafRule {
  if (reader.takes("everyone")) return { type: "everyone" };
  if (reader.takes("email")) return { type: "email" };
  if (reader.takes("trait")) return parseTrait(reader);
  if (reader.takes("computed")) return parseComputed(reader);
  if (reader.takes("consent")) return parseConsent(reader);
  if (reader.takes("intent")) return parseIntent(reader);
  if (reader.takes("score")) return parseScore(reader);
  if (reader.takes("cluster")) return { type: "cluster", id: parseText(reader) };
  if (reader.takes("did")) return parsePerformed(reader);
  if (reader.takes("first", "did")) return parseEdge(reader, "first_performed");
  if (reader.takes("last", "did")) return parseEdge(reader, "last_performed");
  if (reader.takes("sequence")) return parseSequence(reader);
  if (reader.takes("group")) return { type: "group", id: parseText(reader) };
  if (reader.takes("segment")) return { type: "segment", id: parseText(reader) };
  if (reader.takes("list")) return { type: "list", name: parseText(reader) };
  if (reader.takes("bucket")) {
    const range = parseRange(reader);
    reader.expect("of");
    return { type: "bucket", salt: parseText(reader), ...range };
  }
  if (reader.takes("profile")) {
    const field = FIELDS.find((one) => reader.takes(one));
    if (!field) throw reader.fault(`must be one of ${FIELDS.join(", ")}`);
    return { type: "profile", field, is: parseComparison(reader) };
  }
  throw reader.fault("begins no condition: use did, trait, profile, sequence, segment, list, not, …");
}

function parseTrait(reader: TokenReader): LeafRule {
  const path = parsePath(reader);
  if (reader.takes("percentile")) return { type: "percentile", path, ...parseRange(reader) };
  if (!reader.takes("has", "been")) return { type: "trait", path, is: parseComparison(reader) };
  const value = parseValue(reader);
  reader.expect("for");
  return { type: "has_been", path, value, for: parseSpan(reader) };
}
