import type { Comparison, EventFilter, SegmentRule } from "@rapport/contracts/segment-rules";
import type { Database } from "@rapport/store/database";
import type { TextsPlace } from "@rapport/store/queries/segment-people";
import { listTexts } from "@rapport/store/queries/segment-people";
import { isPortablePattern } from "@rapport/store/queries/segment-sql/portable-pattern";
import { compilePattern } from "../tracking-plan/compile-pattern.ts";

/** Texts that an expression is tried on. */
const MOST_TEXTS = 200_000;

type Use = { place: TextsPlace; pattern: string };

/**
 * For each expression that Postgres would read differently, the texts of the project that it matches: the engine that runs
 * on events decides, in the statement they are a list.
 */
export async function matchTexts(
  db: Database,
  projectId: string,
  rule: SegmentRule,
): Promise<(pattern: string) => readonly string[]> {
  const matched = new Map<string, string[]>();
  for (const { pattern, place } of usesOf(rule)) {
    const { test } = compilePattern(pattern);
    const texts = await listTexts(db, { projectId, ...place, limit: MOST_TEXTS });
    matched.set(pattern, [...(matched.get(pattern) ?? []), ...texts.filter(test)]);
  }
  return (pattern) => matched.get(pattern) ?? [];
}

function usesOf(rule: SegmentRule): Use[] {
  switch (rule.type) {
    case "and":
    case "or":
      return rule.nodes.flatMap(usesOf);
    case "not":
      return usesOf(rule.node);
    case "trait":
      return useOf({ from: "traits", path: rule.path }, rule.is);
    case "computed":
      return useOf({ from: "computed", key: rule.key }, rule.is);
    case "profile":
      return useOf({ from: "profile", field: rule.field }, rule.is);
    case "performed":
      return filterUses(rule.where);
    case "first_performed":
    case "last_performed":
      return [...filterUses(rule.where), ...filterUses(rule.having)];
    case "sequence":
      return [rule.unless, ...rule.steps.flatMap((step) => [step, step.without])].flatMap((one) =>
        filterUses(one?.where),
      );
    default:
      return [];
  }
}

function filterUses(filters: readonly EventFilter[] | undefined): Use[] {
  return (filters ?? []).flatMap(({ in: from = "properties", path, is }) => useOf({ from, path }, is));
}

function useOf(place: TextsPlace, is: Comparison): Use[] {
  if (is.operator !== "matches" && is.operator !== "not_matches") return [];
  return isPortablePattern(is.pattern) ? [] : [{ place, pattern: is.pattern }];
}
