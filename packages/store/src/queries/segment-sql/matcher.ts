import type { EventFilter, EventMatcher, EventWindow } from "@rapport/contracts/segment-rules";
import { SEGMENT_EVENTS } from "@rapport/contracts/segment-rules";
import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { Terms } from "./comparison.ts";
import { compareSql, valueAt } from "./comparison.ts";

const PARTS = { properties: sql`(e.payload -> 'properties')`, context: sql`(e.payload -> 'context')` } as const;

/** Whether the event `e` is one that a rule speaks of. */
export function matchSql(matcher: EventMatcher, terms: Terms): SQL {
  const conditions = [
    matcher.event === undefined
      ? sql`e.name not in (${SEGMENT_EVENTS.entered}::text, ${SEGMENT_EVENTS.exited}::text)`
      : sql`e.name = ${matcher.event}::text`,
    ...(matcher.messageType === undefined ? [] : [sql`e.type = ${matcher.messageType}::text`]),
    filtersSql(matcher.where, terms),
  ];
  return sql`(${sql.join(conditions, sql` and `)})`;
}

/** Whether what came with the event `e` passes all of these. */
export function filtersSql(filters: readonly EventFilter[] | undefined, terms: Terms): SQL {
  const tests = (filters ?? []).map(({ in: part = "properties", path, is }) =>
    compareSql(valueAt(PARTS[part], path), is, terms),
  );
  return tests.length === 0 ? sql`true` : sql`(${sql.join(tests, sql` and `)})`;
}

/** Whether `at` is within the fixed bounds of a window; one that moves has none. */
export function boundsSql(window: EventWindow | undefined, at: SQL): SQL {
  const since =
    window && "since" in window ? sql`${at} >= ${toText(Date.parse(window.since))}::timestamptz` : sql`true`;
  const until =
    window && "until" in window && window.until !== undefined
      ? sql`${at} < ${toText(Date.parse(window.until))}::timestamptz`
      : sql`true`;
  return sql`(${since} and ${until})`;
}

/** What an identify message `e` sets at a path: `traits` before `context.traits`, as the fold reads them. */
export function traitSql([trait = "", ...rest]: readonly string[]): SQL {
  const set = sql`coalesce(e.payload -> 'traits' -> ${trait}::text, e.payload -> 'context' -> 'traits' -> ${trait}::text)`;
  return valueAt(sql`(${set})`, rest);
}

/** A time in ms as a parameter. */
export function toText(ms: number): string {
  return new Date(ms).toISOString();
}
