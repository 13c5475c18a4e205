import type { ExportRow } from "@rapport/store/queries/export-rows";
import { formatProfileId } from "../profiles/profile-id.ts";

/** One record of an export, and the part that it belongs to; those of a part come one after the other. */
export type ExportRecord = { section: string; record: object };

/** The name of a table's part of an export: `segment_members` is `segmentMembers`. */
export function nameSection(table: string): string {
  return table.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** A row as an export shows it: names in camel case, profiles by their public ids. */
export function toRecord({ project_id: _, ...row }: ExportRow): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      nameSection(column),
      PROFILE_COLUMNS.has(column) && typeof value === "string" ? formatProfileId(value) : value,
    ]),
  );
}

const PROFILE_COLUMNS = new Set(["profile_id", "from_profile", "into_profile"]);
