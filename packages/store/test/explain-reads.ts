import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { Database, Store } from "../src/client/database.ts";

type Plan = { "Actual Rows": number; "Rows Removed by Filter"?: number; "Actual Loops": number; Plans?: Plan[] };

/** The most rows that one step of these reads' plans met, those that it dropped included. */
export async function explainReads(
  store: Pick<Store, "withTransaction">,
  read: (tx: Database) => Promise<unknown>,
): Promise<number> {
  const plans: Plan[] = [];
  await store.withTransaction((tx) => read(explaining(tx, plans)));
  return Math.max(...plans.flatMap(stepsOf).map((step) => met(step)));
}

/** A transaction whose statements are run and explained; they answer nothing. */
function explaining(tx: Database, plans: Plan[]): Database {
  const execute = async (statement: SQL) => {
    const [row] = await tx.execute<{ "QUERY PLAN": unknown }>(sql`explain (analyze, format json) ${statement}`);
    const answer = row?.["QUERY PLAN"];
    const [{ Plan: plan }] = typeof answer === "string" ? JSON.parse(answer) : answer;
    plans.push(plan);
    return [];
  };
  return { execute } as unknown as Database; // as: these reads ask for nothing else of it
}

function stepsOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(stepsOf)];
}

function met(step: Plan): number {
  return (step["Actual Rows"] + (step["Rows Removed by Filter"] ?? 0)) * step["Actual Loops"];
}
