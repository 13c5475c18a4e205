import { parseDuration } from "@rapport/contracts/duration";
import type { Comparison } from "@rapport/contracts/segment-rules";
import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import { jsonRows } from "../raw.ts";
import { isPortablePattern } from "./portable-pattern.ts";
import { timeMsOf } from "./time.ts";

/**
 * What a comparison is made in: the moment that is now, and the texts of the project that an expression matches, where
 * Postgres' own expressions do not mean the same.
 */
export type Terms = { nowMs: number; textsOf: (pattern: string) => readonly string[] };

/** What an object holds at a path, as jsonb; members of objects only, never places of lists. */
export function valueAt(object: SQL, path: readonly string[]): SQL {
  return path.reduce((value, step) => sql`(${value} -> ${step}::text)`, object);
}

/** A condition that is true or false, never null, of a jsonb value that may be null. Every value goes as a parameter. */
export function compareSql(value: SQL, is: Comparison, terms: Terms): SQL {
  switch (is.operator) {
    case "not_equals":
      return sql`not ${compareSql(value, { operator: "equals", value: is.value }, terms)}`;
    case "none_of":
      return sql`not ${compareSql(value, { operator: "one_of", values: is.values }, terms)}`;
    case "missing":
      return sql`not ${compareSql(value, { operator: "exists" }, terms)}`;
    case "not_contains":
      return sql`not ${compareSql(value, { operator: "contains", value: is.value }, terms)}`;
    case "not_matches":
      return sql`not ${compareSql(value, { operator: "matches", pattern: is.pattern }, terms)}`;
    default:
      return sql`coalesce(${compareKnown(value, is, terms)}, false)`;
  }
}

function compareKnown(value: SQL, is: Comparison, terms: Terms): SQL {
  const text = sql`(${value} #>> '{}')`;
  const isText = sql`jsonb_typeof(${value}) = 'string'`;
  switch (is.operator) {
    case "equals":
      return sql`${value} = ${JSON.stringify(is.value)}::jsonb`;
    case "one_of":
      return sql`${value} in (select v::jsonb from json_array_elements(${jsonRows(is.values)}) as v)`;
    case "exists":
      return sql`jsonb_typeof(${value}) <> 'null'`;
    case "contains": {
      const inList = sql`jsonb_typeof(${value}) = 'array' and ${value} @> ${JSON.stringify(is.value)}::jsonb`;
      if (typeof is.value !== "string") return sql`(${inList})`;
      return sql`((${isText} and strpos(${text}, ${is.value}::text) > 0) or (${inList}))`;
    }
    case "starts_with":
      return sql`(${isText} and starts_with(${text}, ${is.value}::text))`;
    case "ends_with":
      return sql`(${isText} and right(${text}, length(${is.value}::text)) = ${is.value}::text)`;
    case "matches":
      // Partial newline-sensitive: a dot is any character but a line's end, as in RE2.
      if (isPortablePattern(is.pattern)) return sql`(${isText} and ${text} ~ ${`(?p)${is.pattern}`}::text)`;
      return sql`(${isText} and ${text} in (select json_array_elements_text(${jsonRows(terms.textsOf(is.pattern))})))`;
    default:
      return compareOrder(value, is, terms);
  }
}

function compareOrder(value: SQL, is: Comparison, { nowMs }: Terms): SQL {
  const number = (condition: SQL) =>
    sql`case when jsonb_typeof(${value}) = 'number' then (${value})::numeric ${condition} end`;
  const bound = (limit: number) => sql`${JSON.stringify(limit)}::text::numeric`;
  const time = timeMsOf(value);
  switch (is.operator) {
    case "greater_than":
      return number(sql`> ${bound(is.value)}`);
    case "at_least":
      return number(sql`>= ${bound(is.value)}`);
    case "less_than":
      return number(sql`< ${bound(is.value)}`);
    case "at_most":
      return number(sql`<= ${bound(is.value)}`);
    case "between":
      return number(sql`between ${bound(is.from)} and ${bound(is.to)}`);
    case "before":
      return sql`${time} < ${bound(Date.parse(is.time))}`;
    case "after":
      return sql`${time} > ${bound(Date.parse(is.time))}`;
    case "in_last":
    case "in_next": {
      const ms = parseDuration(is.duration) ?? 0;
      const [from, to] = is.operator === "in_last" ? [nowMs - ms, nowMs] : [nowMs, nowMs + ms];
      return sql`(select t > ${bound(from)} and t <= ${bound(to)} from (select ${time} as t) as said)`;
    }
    case "before_last":
      return sql`${time} <= ${bound(nowMs - (parseDuration(is.duration) ?? 0))}`;
    case "after_next":
      return sql`${time} > ${bound(nowMs + (parseDuration(is.duration) ?? 0))}`;
    default:
      throw new Error(`The operator ${is.operator} is not one of order`);
  }
}
