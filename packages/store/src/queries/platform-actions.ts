import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { platformActions } from "../schema/budgets.ts";

export type PlatformActionRow = typeof platformActions.$inferSelect;
/** An act as it is asked for. */
export type NewPlatformAction = Omit<
  PlatformActionRow,
  "seq" | "state" | "attempts" | "epoch" | "claimedUntil" | "error" | "settledAt"
>;

/** States of an act that is not over. */
const OPEN = ["pending", "sent", "outcome-unknown"] as const;

/** Adds an act to the outbox; false when one of its key is there. */
export async function insertPlatformAction(tx: Database, row: NewPlatformAction): Promise<boolean> {
  const added = await tx
    .insert(platformActions)
    .values({ ...row, state: "pending" })
    .onConflictDoNothing()
    .returning({ id: platformActions.id });
  return added.length > 0;
}

/** The acts of a campaign, the latest first. */
export async function listPlatformActions(
  db: Database,
  { projectId, campaignId, limit }: { projectId: string; campaignId: string; limit: number },
): Promise<PlatformActionRow[]> {
  return db
    .select()
    .from(platformActions)
    .where(and(eq(platformActions.projectId, projectId), eq(platformActions.campaignId, campaignId)))
    .orderBy(sql`${platformActions.seq} desc`)
    .limit(limit);
}

/** The acts of a campaign that are not over, in order, locked until the transaction ends. */
export async function lockOpenActions(
  tx: Database,
  { projectId, campaignId }: { projectId: string; campaignId: string },
): Promise<PlatformActionRow[]> {
  return tx
    .select()
    .from(platformActions)
    .where(
      and(
        eq(platformActions.projectId, projectId),
        eq(platformActions.campaignId, campaignId),
        inArray(platformActions.state, [...OPEN]),
      ),
    )
    .orderBy(asc(platformActions.seq))
    .for("update");
}

type DueOptions = {
  projectId: string;
  now: Date;
  /** By which acts in the sandbox are due. */
  sandboxNow: Date;
  /** Nothing but pauses is given out. */
  onlyPauses: boolean;
};
export type ClaimOptions = DueOptions & { claimedUntil: Date };

/**
 * Takes the next act that is due: the oldest open one of its ad set that no worker holds. Answers it as it was before the claim but for epoch
 * and attempts, so that the worker sees whether an earlier one may have sent it.
 */
export async function claimPlatformAction(
  tx: Database,
  { claimedUntil, ...options }: ClaimOptions,
): Promise<PlatformActionRow | undefined> {
  const [found] = await tx
    .select()
    .from(platformActions)
    .where(
      and(
        isDue(options),
        sql`(${platformActions.claimedUntil} is null or ${platformActions.claimedUntil} <= ${options.now.toISOString()}::timestamptz)`,
      ),
    )
    .orderBy(asc(platformActions.seq))
    .limit(1)
    .for("update", { skipLocked: true });
  if (!found) return undefined;
  const { epoch, attempts } = { epoch: found.epoch + 1, attempts: found.attempts + 1 };
  await tx
    .update(platformActions)
    .set({ state: "sent", epoch, attempts, claimedUntil })
    .where(and(eq(platformActions.projectId, found.projectId), eq(platformActions.id, found.id)));
  return { ...found, epoch, attempts, claimedUntil };
}

/** Whether acts in the sandbox are due that nobody has settled: after a look of one's own, such as others hold. */
export async function hasDueSandboxActions(db: Database, options: DueOptions): Promise<boolean> {
  const found = await db
    .select({ id: platformActions.id })
    .from(platformActions)
    .where(and(isDue(options), eq(platformActions.platform, "sandbox")))
    .limit(1);
  return found.length > 0;
}

/** Of an act: the oldest open one of its ad set, whose time has come. */
function isDue({ projectId, now, sandboxNow, onlyPauses }: DueOptions) {
  return and(
    eq(platformActions.projectId, projectId),
    inArray(platformActions.state, [...OPEN]),
    sql`${platformActions.runAt} <= case when ${platformActions.platform} = 'sandbox'
      then ${sandboxNow.toISOString()}::timestamptz else ${now.toISOString()}::timestamptz end`,
    onlyPauses ? eq(platformActions.kind, "pause") : undefined,
    sql`not exists (select 1 from platform_actions earlier where earlier.project_id = ${platformActions.projectId}
      and earlier.ad_set_id = ${platformActions.adSetId} and earlier.seq < ${platformActions.seq}
      and earlier.state in ('pending', 'sent', 'outcome-unknown'))`,
  );
}

/** Writes how an act stands; false when another worker has claimed it since, or it is over. */
export async function updatePlatformAction(
  tx: Database,
  place: { projectId: string; id: string; epoch: number },
  change: Partial<Pick<PlatformActionRow, "state" | "runAt" | "error" | "settledAt" | "claimedUntil">>,
): Promise<boolean> {
  const rows = await tx
    .update(platformActions)
    .set(change)
    .where(
      and(
        eq(platformActions.projectId, place.projectId),
        eq(platformActions.id, place.id),
        eq(platformActions.epoch, place.epoch),
        inArray(platformActions.state, [...OPEN]),
      ),
    )
    .returning({ id: platformActions.id });
  return rows.length > 0;
}

/** When the next open act of a project is due; undefined when none is open. */
export async function nextActionTime(db: Database, projectId: string): Promise<Date | undefined> {
  const [row] = await db
    .select({ runAt: platformActions.runAt, claimedUntil: platformActions.claimedUntil })
    .from(platformActions)
    .where(and(eq(platformActions.projectId, projectId), inArray(platformActions.state, [...OPEN])))
    .orderBy(
      sql`greatest(${platformActions.runAt}, coalesce(${platformActions.claimedUntil}, ${platformActions.runAt}))`,
    )
    .limit(1);
  if (!row) return undefined;
  return row.claimedUntil && row.claimedUntil > row.runAt ? row.claimedUntil : row.runAt;
}
