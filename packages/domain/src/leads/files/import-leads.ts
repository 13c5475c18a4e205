import { RapportError } from "@rapport/contracts/errors";
import type { ImportLeadsAnswer, ImportLeadsQuery } from "@rapport/contracts/lead-files";
import { LEAD_FILE_LIMITS } from "@rapport/contracts/lead-files";
import { beginLeads } from "@rapport/store/queries/lead-criteria";
import type { Context } from "../../context.ts";
import type { ReplayLane } from "../../events/replay-dead-letters.ts";
import { CsvRowParser } from "../../files/csv-row-parser.ts";
import { leadConsent } from "../criteria.ts";
import { keepImported } from "./keep-imported.ts";
import { readColumns } from "./lead-columns.ts";
import type { MatchedRow } from "./match-rows.ts";
import { matchRows } from "./match-rows.ts";
import type { LeadFault, LeadRow } from "./read-lead-rows.ts";
import { findDelimiter, readLeadRows } from "./read-lead-rows.ts";

export type ImportLeadsInput = Pick<ImportLeadsQuery, "delimiter" | "consent"> & { text: string; dryRun: boolean };

/**
 * Takes the people of a CSV file: found by user id, else by the e-mail address of somebody who is known; others are new. Cells
 * that are empty change nothing. What a file says becomes messages on the event log, so that it counts like whatever else is
 * known of a person, and importing it twice changes nothing the second time. Who has agreed to be contacted becomes a lead.
 * @throws RapportError `invalid_body` where the header has no column of addresses or ids, or the file has too many rows
 */
export async function importLeads(ctx: Context, lane: ReplayLane, input: ImportLeadsInput): Promise<ImportLeadsAnswer> {
  const text = input.text.replace(/^\uFEFF/, "");
  const delimiter = input.delimiter ?? findDelimiter(text);
  const columns = readColumns(readHeader(text, delimiter));
  requireKey(columns.map(({ trait }) => trait));
  const rows: LeadRow[] = [];
  const faults: LeadFault[] = [];
  for (const read of readLeadRows(text, delimiter, columns)) {
    if ("fault" in read) faults.push(read.fault);
    else rows.push({ ...read.lead, isGranted: input.consent !== undefined });
    if (rows.length + faults.length > LEAD_FILE_LIMITS.rows)
      throw refuse(`has more than ${LEAD_FILE_LIMITS.rows} rows; split it`);
  }
  const category = await leadConsent(ctx.store.db, ctx.projectId);
  const matched = await matchRows(ctx, rows, category);
  const all = [...faults, ...matched.faults].sort((a, b) => a.row - b.row);
  const answer = { ...countRows(input.dryRun, matched.rows, all), columns };
  if (input.dryRun) return answer;
  await beginLeads(ctx.store.db, ctx.projectId);
  return { ...answer, newLeads: await keepImported(ctx, lane, { rows: matched.rows, category, source: "import" }) };
}

/** What rows do, in numbers and named one by one. */
export function countRows(
  dryRun: boolean,
  rows: readonly MatchedRow[],
  faults: readonly LeadFault[],
): Omit<ImportLeadsAnswer, "columns"> {
  const count = (effect: MatchedRow["effect"]) => rows.filter((row) => row.effect === effect).length;
  const { named } = LEAD_FILE_LIMITS;
  return {
    dryRun,
    rows: rows.length + faults.length,
    created: count("created"),
    changed: count("changed"),
    unchanged: count("unchanged"),
    rejected: faults.length,
    withoutConsent: rows.filter(({ consents }) => !consents).length,
    newLeads: 0,
    errors: faults.slice(0, named),
    differences: rows
      .flatMap(({ row, userId, effect, changes }) => (effect === "unchanged" ? [] : [{ row, userId, effect, changes }]))
      .slice(0, named),
  };
}

/** The first row, which may hold quoted line ends. */
function readHeader(text: string, delimiter: string): string[] {
  const parser = new CsvRowParser(delimiter);
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const progress = parser.feed(line);
    if (progress.state === "row") return progress.fields;
    if (progress.state === "fault") break;
  }
  throw refuse("has no header; name the columns in the first line");
}

function requireKey(traits: readonly (string | null)[]): void {
  if (traits.length > LEAD_FILE_LIMITS.columns) throw refuse(`has more than ${LEAD_FILE_LIMITS.columns} columns`);
  if (traits.includes("email") || traits.includes("userId")) return;
  throw refuse("names no column “email” or “userId” in its first line; by one of them people are found");
}

function refuse(message: string): RapportError {
  return new RapportError("invalid_body", `The file ${message}`, { fields: [{ pointer: "", message }] });
}
