import type { SegmentRule } from "@rapport/contracts/segment-rules";
import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import { jsonRows } from "../raw.ts";
import type { Terms } from "./comparison.ts";
import { compareSql, valueAt } from "./comparison.ts";
import type { FactTables } from "./facts.ts";
import { factSql } from "./facts.ts";
import type { History } from "./history.ts";
import { historySql } from "./history.ts";
import { toText } from "./matcher.ts";
import { profileFieldSql } from "./profile-field.ts";

/** Which people a statement looks at: all, those of these ids, or a part by the order of ids, which are evenly spread. */
export type PeopleScope = { ids: readonly string[] } | { beforeId: string } | { all: true };

export type RuleQuery = {
  projectId: string;
  /** A rule that speaks of no other segments and no percentiles. */
  rule: SegmentRule;
  scope: PeopleScope;
} & Terms;

/**
 * A statement that says of each person whether a rule holds: columns `id` and `holds`. The events that the rule speaks of
 * are read once, whatever it asks of them. Values are parameters, names are ours: nothing of a rule becomes SQL text.
 */
export function ruleSql({ projectId, rule, scope, ...terms }: RuleQuery): SQL {
  const history: History = {
    names: new Set(),
    afterMs: Number.POSITIVE_INFINITY,
    flags: [],
    aggregates: [],
    tables: [],
  };
  const facts: FactTables = new Map();
  const condition = conditionSql({ history, facts }, rule, { projectId, ...terms });
  const usesEvents = history.flags.length > 0;
  const parts = [
    sql`people as (select p.* from profiles p
      where p.project_id = ${projectId} and p.merged_into is null and ${scopeSql(scope)})`,
    ...(usesEvents ? eventParts(history, projectId) : []),
    ...[...facts.values()].map(toPart),
  ];
  const tables = [...history.tables, ...facts.values()].map(({ name }) => name);
  const joined = [...(history.aggregates.length > 0 ? ["counted"] : []), ...tables];
  const joins = joined.map((name) => sql.raw(`left join ${name} on ${name}.root = people.id`));
  // Each rule makes a text of its own: kept plans of them would fill the server's memory.
  return sql`/* once */ with ${sql.join(parts, sql`, `)}
    select people.id, ${condition} as holds from people ${sql.join(joins, sql` `)}`;
}

function eventParts(history: History, projectId: string): SQL[] {
  const { names, afterMs, flags, aggregates, tables } = history;
  const columns = flags.map((flag, i) => sql`${flag} as ${sql.raw(`m${i}`)}`);
  const isNamed = names
    ? sql`e.name = any (array(select json_array_elements_text(${jsonRows([...names])})))`
    : sql`true`;
  const isLate = Number.isFinite(afterMs) ? sql`and e."timestamp" > ${toText(afterMs)}::timestamptz` : sql``;
  const counts = aggregates.map((aggregate, i) => sql`${aggregate} as ${sql.raw(`c${i}`)}`);
  return [
    sql`aliases as (select id, id as root from people union all
      select m.id, m.merged_into from profiles m join people on people.id = m.merged_into where m.project_id = ${projectId})`,
    sql`history as materialized (select a.root, e.id, e."timestamp" as at, ${sql.join(columns, sql`, `)}
      from aliases a join events e on e.project_id = ${projectId} and e.profile_id = a.id where ${isNamed} ${isLate})`,
    ...(counts.length > 0
      ? [sql`counted as (select root, ${sql.join(counts, sql`, `)} from history group by root)`]
      : []),
    ...tables.map(toPart),
  ];
}

function toPart({ name, query }: { name: string; query: SQL }): SQL {
  return sql`${sql.raw(name)} as (${query})`;
}

/** What the leaves of a rule add to the statement. */
type Parts = { history: History; facts: FactTables };

function conditionSql(parts: Parts, node: SegmentRule, terms: Terms & { projectId: string }): SQL {
  const inner = (child: SegmentRule) => conditionSql(parts, child, terms);
  switch (node.type) {
    case "and":
    case "or":
      return sql`(${sql.join(node.nodes.map(inner), node.type === "and" ? sql` and ` : sql` or `)})`;
    case "not":
      return sql`not ${inner(node.node)}`;
    case "everyone":
      return sql`true`;
    case "trait":
      return compareSql(valueAt(sql`people.traits`, node.path), node.is, terms);
    case "email":
      return sql`coalesce(jsonb_typeof(people.traits -> 'email') = 'string' and people.traits ->> 'email'
        ~ ${"^[^ \\t\\r\\n@]+@[^ \\t\\r\\n@.]+([.][^ \\t\\r\\n@.]+)+$"}::text, false)`;
    case "profile":
      return compareSql(profileFieldSql(node.field), node.is, terms);
    case "group":
      return sql`people.groups ? ${node.id}::text`;
    case "list":
      return sql`exists (select from segment_list_members l
        where l.project_id = ${terms.projectId} and l.list = ${node.name}::text and l.profile_id = people.id)`;
    case "bucket": {
      const hash = sql`sha256(convert_to(${node.salt}::text || '/' || people.id::text, 'UTF8'))`;
      const place = sql`('x' || left(encode(${hash}, 'hex'), 8))::bit(32)::bigint`;
      return sql`(${place} >= ${toPlace(node.from)}::bigint and ${place} < ${toPlace(node.to)}::bigint)`;
    }
    case "computed":
    case "consent":
    case "intent":
    case "score":
    case "cluster":
      return factSql(parts.facts, node, terms);
    case "segment":
    case "percentile":
      throw new Error(`A ${node.type} must be resolved before its rule becomes a statement`);
    default:
      return historySql(parts.history, node, terms);
  }
}

function toPlace(percent: number): number {
  return Math.ceil((percent / 100) * 2 ** 32);
}

function scopeSql(scope: PeopleScope): SQL {
  if ("all" in scope) return sql`true`;
  if ("beforeId" in scope) return sql`p.id < ${scope.beforeId}::uuid`;
  return sql`p.id in (select k.id::uuid from json_array_elements_text(${jsonRows(scope.ids)}) as k(id))`;
}
