import type { LeafRule } from "@rapport/contracts/segment-rules";
import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { Terms } from "./comparison.ts";
import { compareSql } from "./comparison.ts";

export type FactRule = Extract<LeafRule, { type: "computed" | "consent" | "intent" | "score" | "cluster" }>;

/** Sets of rows with one (root, value) per person, by name: each is read once, whatever asks for it. */
export type FactTables = Map<string, { name: string; query: SQL }>;

const DECISIONS = { granted: sql`'true'::jsonb`, denied: sql`'false'::jsonb` } as const;

/** Adds what a leaf asks for, and answers the condition that it is, over `people` and the tables. */
export function factSql(tables: FactTables, node: FactRule, terms: Terms & { projectId: string }): SQL {
  switch (node.type) {
    case "consent": {
      const granted = sql`(people.consent -> ${node.category}::text -> 'granted')`;
      if (node.state === "unknown") return sql`${granted} is null`;
      return sql`coalesce(${granted} = ${DECISIONS[node.state]}, false)`;
    }
    case "computed":
      return compareSql(
        addTable(tables, `computed ${node.key}`, computedSql(terms.projectId, node.key)),
        node.is,
        terms,
      );
    case "intent": {
      const name = `intent:${node.goal}`;
      return compareSql(addTable(tables, name, scoreSql(terms.projectId, name)), node.is, terms);
    }
    case "score":
      return compareSql(addTable(tables, node.name, placeSql(terms.projectId, node.name)), node.is, terms);
    case "cluster": {
      const table = sql`select profile_id as root, 'true'::jsonb as value from cluster_members
        where project_id = ${terms.projectId} and cluster_id = ${node.id}::text`;
      return sql`(${addTable(tables, `cluster ${node.id}`, table)} is not null)`;
    }
  }
}

function computedSql(projectId: string, key: string): SQL {
  return sql`select v.profile_id as root, v.value from computed_traits t
    join computed_trait_values v on v.project_id = t.project_id and v.state_id = t.state_id
    where t.project_id = ${projectId} and t.key = ${key}::text and t.status = 'active'`;
}

function scoreSql(projectId: string, name: string): SQL {
  return sql`select profile_id as root, to_jsonb(value) as value from profile_scores
    where project_id = ${projectId} and name = ${name}::text`;
}

const RFM: Partial<Record<Extract<FactRule, { type: "score" }>["name"], SQL>> = {
  rfm_recency: sql`recency`,
  rfm_frequency: sql`frequency`,
  rfm_monetary: sql`monetary`,
  rfm_segment: sql`segment`,
};

function placeSql(projectId: string, name: Extract<FactRule, { type: "score" }>["name"]): SQL {
  const column = RFM[name];
  if (!column) return scoreSql(projectId, name);
  return sql`select profile_id as root, to_jsonb(${column}) as value from rfm_scores where project_id = ${projectId}`;
}

/** The value that a table has for a person, null where it has none. */
function addTable(tables: FactTables, key: string, query: SQL): SQL {
  const known = tables.get(key) ?? { name: `f${tables.size}`, query };
  tables.set(key, known);
  return sql.raw(`${known.name}.value`);
}
