import type { RfmScore } from "@rapport/contracts/rfm";
import { countRfmSegments, getRfmRow } from "@rapport/store/queries/rfm";
import type { Context } from "../context.ts";

/** One customer's scores; null for who bought nothing before the last computation. */
export async function getRfmScore(ctx: Context, profileId: string): Promise<RfmScore | null> {
  const row = await getRfmRow(ctx.store.db, ctx.projectId, profileId);
  if (!row) return null;
  const { segment, recency, frequency, monetary, orders, revenue, lastOrderAt, computedAt } = row;
  const times = { lastOrderAt: lastOrderAt.toISOString(), computedAt: computedAt.toISOString() };
  return { segment, recency, frequency, monetary, orders, revenue, ...times };
}

/** The project's customers by named segment, or those of one. */
export async function getRfmSummary(ctx: Context, { segment }: { segment?: string | undefined } = {}) {
  const all = await countRfmSegments(ctx.store.db, ctx.projectId);
  const rows = segment === undefined ? all : all.filter((row) => row.segment === segment);
  const computedAt = rows.reduce<Date | null>((latest, row) => row.computedAt ?? latest, null);
  return {
    computedAt: computedAt?.toISOString() ?? null,
    customers: rows.reduce((all, { customers }) => all + customers, 0),
    segments: rows.map(({ computedAt: _, ...counted }) => counted),
  };
}
