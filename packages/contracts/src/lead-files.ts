import { z } from "zod";

/** Bounds of files of leads. */
export const LEAD_FILE_LIMITS = {
  rows: 10_000,
  /** Columns that become traits. */
  columns: 60,
  valueLength: 1_000,
  /** Errors and differences that an answer names; all are counted. */
  named: 100,
} as const;

/** Query of `POST /api/v1/leads/import`, whose body is the file. */
export const importLeadsQuerySchema = z.object({
  /** Says what would happen, and changes nothing. */
  dryRun: z.enum(["true", "false"]).default("false"),
  /** Absent: found from the first line. */
  delimiter: z.enum([",", ";", "\t", "|"]).optional(),
  /** `granted`: everybody in the file has agreed to be contacted, and whoever imports it can show so. A column `consent` says it row by row. */
  consent: z.enum(["granted"]).optional(),
});
export type ImportLeadsQuery = z.infer<typeof importLeadsQuerySchema>;

/** What a row does to a person: values before and after, by trait. */
const rowDifferenceSchema = z.object({
  row: z.number().int(),
  userId: z.string(),
  effect: z.enum(["created", "changed"]),
  changes: z.array(z.object({ trait: z.string(), from: z.string().nullable(), to: z.string() })),
});

export const importLeadsAnswerSchema = z.object({
  dryRun: z.boolean(),
  /** Rows of the file without its header: each is one of the four below. */
  rows: z.number().int(),
  created: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  rejected: z.number().int(),
  /** People of the file who are kept, but are no leads: nothing says that they may be contacted. */
  withoutConsent: z.number().int(),
  /** Leads that there were not before; 0 in a dry run. */
  newLeads: z.number().int(),
  /** How the columns were understood; `trait` null: left out. */
  columns: z.array(z.object({ column: z.string(), trait: z.string().nullable() })),
  errors: z.array(z.object({ row: z.number().int(), column: z.string(), message: z.string() })),
  differences: z.array(rowDifferenceSchema),
});
export type ImportLeadsAnswer = z.infer<typeof importLeadsAnswerSchema>;
