import { LEAD_FILE_LIMITS } from "@rapport/contracts/lead-files";
import { LIMITS } from "@rapport/contracts/limits";
import type { FeedFields } from "../../catalog/feed/feed-row.ts";
import { readCsvRows } from "../../catalog/feed/read-csv-rows.ts";
import { fromCsvField } from "../../files/to-csv-line.ts";
import type { LeadColumn } from "./lead-columns.ts";

/** A person of a file. */
export type LeadRow = {
  row: number;
  userId: string | undefined;
  email: string | undefined;
  traits: Record<string, string | number>;
  /** Undefined where the file does not say. */
  consent: boolean | undefined;
  /** Whoever imports says that everybody has agreed: it counts for those of whom no decision is known. */
  isGranted: boolean;
};
export type LeadFault = { row: number; column: string; message: string };

const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
const YES = new Set(["yes", "true", "1", "y", "ja", "oui", "si", "granted", "x", "subscribed"]);
const NO = new Set(["no", "false", "0", "n", "nein", "non", "denied", "unsubscribed"]);
/** Traits that are compared as numbers. */
const NUMBERS = new Set(["employees"]);

/** The rows of a file as people, or what is wrong with one: the column and what to do. Nothing is left out silently. */
export function* readLeadRows(
  text: string,
  delimiter: string,
  columns: readonly LeadColumn[],
): Generator<{ lead: LeadRow } | { fault: LeadFault }> {
  for (const row of readCsvRows(text, delimiter)) {
    if ("fault" in row) yield { fault: { row: row.row, column: row.fault.field, message: row.fault.message } };
    else if ("fields" in row) yield readLeadRow(row.row, row.fields, columns);
  }
}

/** The delimiter that stands in the first line most often, outside of quotes. */
export function findDelimiter(text: string): string {
  const line = (/^[^\r\n]*/.exec(text)?.[0] ?? "").replaceAll(/"[^"]*"/g, "");
  const counts = [",", ";", "\t", "|"].map((delimiter) => ({ delimiter, count: line.split(delimiter).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
}

/** One row as a person. */
export function readLeadRow(
  row: number,
  fields: FeedFields,
  columns: readonly LeadColumn[],
): { lead: LeadRow } | { fault: LeadFault } {
  const lead: LeadRow = { row, userId: undefined, email: undefined, traits: {}, consent: undefined, isGranted: false };
  for (const { column, trait } of columns) {
    const value = fromCsvField((fields.get(column.trim())?.[0] ?? "").trim());
    if (trait === null || value === "") continue;
    const message = faultOf(value) ?? takeValue(lead, trait, value);
    if (message !== undefined) return { fault: { row, column, message } };
  }
  if (lead.userId !== undefined || lead.email !== undefined) return { lead };
  return { fault: { row, column: "email", message: "has neither an e-mail address nor a user id; give one of them" } };
}

function faultOf(value: string): string | undefined {
  if (value.includes("\uFFFD"))
    return "holds characters that are not UTF-8; save the file as UTF-8 and import it again";
  if (value.includes("\0") || !value.isWellFormed()) return "holds U+0000 or half a surrogate pair; remove it";
  if (value.length > LEAD_FILE_LIMITS.valueLength)
    return `has ${value.length} characters; ${LEAD_FILE_LIMITS.valueLength} are allowed`;
  return undefined;
}

function takeValue(lead: LeadRow, trait: string, value: string): string | undefined {
  switch (trait) {
    case "userId":
      if (value.length > LIMITS.idLength) return `has ${value.length} characters; ${LIMITS.idLength} are allowed`;
      lead.userId = value;
      return undefined;
    case "email":
      if (!EMAIL.test(value)) return `“${value}” is no e-mail address; write it as name@example.com`;
      lead.email = value.toLowerCase();
      lead.traits.email = lead.email;
      return undefined;
    case "consent": {
      const word = value.toLowerCase();
      if (!YES.has(word) && !NO.has(word)) return `“${value}” is neither yes nor no; write one of them, or nothing`;
      lead.consent = YES.has(word);
      return undefined;
    }
    default: {
      const isNumber = NUMBERS.has(trait) && /^\d{1,9}$/.test(value);
      lead.traits[trait] = isNumber ? Number(value) : value;
      return undefined;
    }
  }
}
