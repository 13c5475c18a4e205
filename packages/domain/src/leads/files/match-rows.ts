import { findByEmail } from "@rapport/store/queries/lead-people";
import { readProfileRows } from "@rapport/store/queries/profiles";
import type { Context } from "../../context.ts";
import { findProfiles } from "../../profiles/find-profiles.ts";
import type { LeadFault, LeadRow } from "./read-lead-rows.ts";

/** A row, whom it is about, and what it changes. */
export type MatchedRow = {
  row: number;
  userId: string;
  effect: "created" | "changed" | "unchanged";
  changes: { trait: string; from: string | null; to: string }[];
  /** What the message says; undefined when there is nothing to say. */
  traits: Record<string, string | number>;
  /** The decision to write down; undefined where it is known already, or the file says none. */
  decision: boolean | undefined;
  /** Whether the person may be contacted after the import. */
  consents: boolean;
};

type Known = { traits: Record<string, unknown>; consent: Record<string, { granted: boolean }> };

/** Finds the people of rows and what would change; of several rows about one person only the first is taken. */
export async function matchRows(
  ctx: Context,
  rows: readonly LeadRow[],
  category: string,
): Promise<{ rows: MatchedRow[]; faults: LeadFault[] }> {
  const byEmail = await findByEmail(
    ctx.store.db,
    ctx.projectId,
    rows.flatMap(({ userId, email }) => (userId === undefined && email !== undefined ? [email] : [])),
  );
  const seen = new Map<string, number>();
  const faults: LeadFault[] = [];
  const found = rows.flatMap((row): { row: LeadRow; userId: string }[] => {
    const ids = row.userId === undefined ? (byEmail.get(row.email ?? "") ?? [row.email ?? ""]) : [row.userId];
    const [userId = ""] = ids;
    const before = seen.get(userId);
    if (ids.length > 1) faults.push(fault(row, `belongs to ${ids.length} people; say which in a column “userId”`));
    else if (before !== undefined)
      faults.push(fault(row, `is the same person as in row ${before}; keep one of the rows`));
    else seen.set(userId, row.row);
    return ids.length > 1 || before !== undefined ? [] : [{ row, userId }];
  });
  const known = await readKnown(
    ctx,
    found.map(({ userId }) => userId),
  );
  return { rows: found.map(({ row, userId }) => compare(row, userId, known.get(userId), category)), faults };
}

function fault({ row, email }: LeadRow, message: string): LeadFault {
  return { row, column: email === undefined ? "userId" : "email", message };
}

async function readKnown(ctx: Context, userIds: readonly string[]): Promise<Map<string, Known>> {
  const profiles = await findProfiles(ctx, userIds);
  const ids = [...new Set(profiles.values())];
  const rows = ids.length === 0 ? [] : await readProfileRows(ctx.store.db, ctx.projectId, ids);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return new Map(
    [...profiles].flatMap(([userId, id]) => {
      const row = byId.get(id);
      return row ? [[userId, row] as const] : [];
    }),
  );
}

function compare(row: LeadRow, userId: string, known: Known | undefined, category: string): MatchedRow {
  const changes = Object.entries(row.traits).flatMap(([trait, to]) => {
    const from = known?.traits[trait];
    // A number that was sent as a text is the same: nothing is rewritten for its form.
    return String(from ?? "") === String(to)
      ? []
      : [{ trait, from: from === undefined ? null : show(from), to: String(to) }];
  });
  const granted = known?.consent[category]?.granted;
  // Who has withdrawn is not made to agree by what somebody says of a whole file.
  const said = row.consent ?? (row.isGranted && granted === undefined ? true : undefined);
  const decision = said === granted ? undefined : said;
  const changed = changes.length > 0 || decision !== undefined;
  return {
    row: row.row,
    userId,
    effect: known === undefined ? "created" : changed ? "changed" : "unchanged",
    changes:
      decision === undefined
        ? changes
        : [...changes, { trait: category, from: word(granted), to: word(decision) ?? "" }],
    traits: Object.fromEntries(
      changes.flatMap(({ trait }) => (row.traits[trait] === undefined ? [] : [[trait, row.traits[trait]]])),
    ),
    decision,
    consents: said ?? granted ?? false,
  };
}

function word(granted: boolean | undefined): string | null {
  return granted === undefined ? null : granted ? "granted" : "denied";
}

function show(value: unknown): string {
  return (typeof value === "string" ? value : JSON.stringify(value)).slice(0, 200);
}
