import { parseDuration } from "@rapport/contracts/duration";
import type { EventMatcher, EventWindow, LeafRule } from "@rapport/contracts/segment-rules";
import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { Terms } from "./comparison.ts";
import { compareSql } from "./comparison.ts";
import { boundsSql, filtersSql, matchSql, toText, traitSql } from "./matcher.ts";
import { absenceSql, sequenceSql } from "./sequence.ts";

export type HistoryRule = Extract<
  LeafRule,
  { type: "performed" | "first_performed" | "last_performed" | "sequence" | "has_been" }
>;

/** What the leaves of one statement look for in events. */
export type History = {
  /** Names of the events to read; undefined = all. */
  names: Set<string> | undefined;
  /** Only later events matter, ms; −∞ where a leaf looks at all. */
  afterMs: number;
  /** Conditions on an event, `m0` …, and sets of rows, each with one (root, at) per person, by name. */
  flags: SQL[];
  /** One value per person each, `c0` …, of the flags. */
  aggregates: SQL[];
  tables: { name: string; query: SQL }[];
};

/** Adds a leaf to what is looked for, and answers the condition that it is, over `people`, `counted` and the tables. */
export function historySql(history: History, node: HistoryRule, terms: Terms): SQL {
  history.afterMs = Math.min(history.afterMs, reachOf(node, terms.nowMs));
  switch (node.type) {
    case "performed":
      return performedSql(history, node, terms);
    case "first_performed":
    case "last_performed":
      return edgeSql(history, node, terms);
    case "has_been":
      return runSql(history, node, terms);
    case "sequence":
      return orderedSql(history, node, terms);
  }
}

/**
 * After which time a leaf looks at events. The first of all, what must not have come since, and runs need the whole past; so
 * do sequences with a step that may lie any time before the next.
 */
function reachOf(node: HistoryRule, nowMs: number): number {
  if (node.type === "first_performed" || node.type === "has_been" || !node.window) return Number.NEGATIVE_INFINITY;
  // Fixed windows begin with their first moment, moving ones after it.
  const fromMs = "last" in node.window ? nowMs - (parseDuration(node.window.last) ?? 0) : sinceOf(node.window) - 1;
  if (node.type !== "sequence") return fromMs;
  if (node.unless) return Number.NEGATIVE_INFINITY;
  const spans = node.steps.slice(1).map(({ within }) => (within === undefined ? undefined : parseDuration(within)));
  return spans.reduce<number>((ms, span) => ms - (span ?? Number.POSITIVE_INFINITY), fromMs - 1);
}

function sinceOf(window: EventWindow): number {
  return "since" in window ? Date.parse(window.since) : Number.NEGATIVE_INFINITY;
}

function performedSql(history: History, node: Extract<LeafRule, { type: "performed" }>, terms: Terms): SQL {
  const flag = addMatcher(history, node, node.window, terms);
  const { min = node.times?.max === undefined ? 1 : 0, max } = node.times ?? {};
  const n = addAggregate(history, sql`count(*) filter (where ${flag} and ${sinceSql(node.window, terms.nowMs)})`);
  const most = max === undefined ? sql`true` : sql`coalesce(${n}, 0) <= ${max}::int`;
  return sql`(coalesce(${n}, 0) >= ${min}::int and ${most})`;
}

function edgeSql(
  history: History,
  node: Extract<LeafRule, { type: "first_performed" | "last_performed" }>,
  terms: Terms,
): SQL {
  const { window } = node;
  const flag = addMatcher(history, node, window, terms);
  const having = addFlag(history, filtersSql(node.having, terms));
  const order = node.type === "first_performed" ? sql`at, id` : sql`at desc, id desc`;
  const passes = sql`${having} and ${sinceSql(window, terms.nowMs)}`;
  const first = addAggregate(history, sql`(array_agg(${passes} order by ${order}) filter (where ${flag}))[1]`);
  return sql`coalesce(${first}, false)`;
}

function runSql(history: History, node: Extract<LeafRule, { type: "has_been" }>, terms: Terms): SQL {
  history.names?.add("identify");
  const equals = compareSql(traitSql(node.path), { operator: "equals", value: node.value }, terms);
  const isSet = compareSql(traitSql(node.path.slice(0, 1)), { operator: "exists" }, terms);
  const isIdentify = sql`e.name = 'identify' and e.type = 'identify'`;
  const holds = addFlag(history, sql`(${isIdentify} and ${equals})`);
  const breaks = addFlag(history, sql`(${isIdentify} and ${isSet} and not ${equals})`);
  const rows = sql`select *, row_number() over (partition by root order by at, id) as rn
    from history where ${holds} or ${breaks}`;
  const table = addTable(
    history,
    sql`select root, min(at) as at from (
        select *, max(case when ${breaks} then rn end) over (partition by root) as last_break from (${rows}) as numbered
      ) as broken where ${holds} and (last_break is null or rn > last_break) group by root`,
  );
  return joinedSql(table, (at) => sql`${at} <= ${toText(terms.nowMs - (parseDuration(node.for) ?? 0))}::timestamptz`);
}

function orderedSql(history: History, node: Extract<LeafRule, { type: "sequence" }>, terms: Terms): SQL {
  const steps = node.steps.map((step, i) => ({
    flag: addMatcher(history, step, i === node.steps.length - 1 ? node.window : undefined, terms),
    withinMs: step.within === undefined ? undefined : parseDuration(step.within),
    without: step.without && i > 0 ? addMatcher(history, step.without, undefined, terms) : undefined,
  }));
  const inWindow = (at: SQL) => sinceSql(node.window, terms.nowMs, at);
  if (!node.unless) return joinedSql(addTable(history, sequenceSql(steps)), inWindow);
  const ended = addMatcher(history, node.unless, undefined, terms);
  const until = toText(terms.nowMs - (parseDuration(node.unless.for) ?? 0));
  const condition = (at: SQL) => sql`${at} <= ${until}::timestamptz and ${inWindow(at)}`;
  return joinedSql(addTable(history, absenceSql(steps, ended)), condition);
}

/** A condition on the one row that a table has for a person; false where it has none. */
function joinedSql(table: SQL, condition: (at: SQL) => SQL): SQL {
  return sql`coalesce(${table}.at is not null and ${condition(sql`${table}.at`)}, false)`;
}

/** Whether `at` is after the start of a window that moves. */
function sinceSql(window: EventWindow | undefined, nowMs: number, at: SQL = sql`at`): SQL {
  if (!window || !("last" in window)) return sql`true`;
  return sql`${at} > ${toText(nowMs - (parseDuration(window.last) ?? 0))}::timestamptz`;
}

function addMatcher(history: History, matcher: EventMatcher, window: EventWindow | undefined, terms: Terms): SQL {
  if (matcher.event === undefined) history.names = undefined;
  else history.names?.add(matcher.event);
  return addFlag(history, sql`(${matchSql(matcher, terms)} and ${boundsSql(window, sql`e."timestamp"`)})`);
}

function addFlag(history: History, condition: SQL): SQL {
  return sql.raw(`m${history.flags.push(condition) - 1}`);
}

function addAggregate(history: History, aggregate: SQL): SQL {
  return sql.raw(`counted.c${history.aggregates.push(aggregate) - 1}`);
}

function addTable(history: History, query: SQL): SQL {
  const name = `t${history.tables.length}`;
  history.tables.push({ name, query });
  return sql.raw(name);
}
