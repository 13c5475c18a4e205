import type { Lead, LeadFilter } from "@rapport/contracts/leads";
import type { Context } from "../../context.ts";
import { toCsvLine } from "../../files/to-csv-line.ts";
import { listLeads } from "../list-leads.ts";

const PAGE = 500;
const TRAITS = ["email", "name", "firstName", "lastName", "company", "title", "phone", "website", "country", "city"];
const HEADER = [
  "Lead id",
  "User id",
  ...TRAITS,
  "Grade",
  "Score",
  "Fit",
  "Engagement",
  "Stage",
  "Owner",
  "Source",
  "Last seen",
  "Reasons",
];

/** Leads as CSV, as far as their people consent now, page by page; such a file can be imported again. */
export async function* exportLeads(ctx: Context, filter: Partial<LeadFilter>): AsyncGenerator<string> {
  yield toCsvLine(HEADER);
  let cursor: string | undefined;
  do {
    const page = await listLeads(ctx, { ...filter, limit: PAGE, cursor });
    if (page.data.length > 0) yield page.data.map((lead) => toCsvLine(toFields(lead))).join("");
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

function toFields({
  id,
  userId,
  traits,
  grade,
  score,
  fit,
  engagement,
  stage,
  ownerId,
  source,
  lastSeenAt,
  reasons,
}: Lead) {
  const rounded = [score, fit, engagement].map((value) => value.toFixed(1));
  const why = reasons.map(({ text, points, evidence }) => `${text} ${points.toFixed(0)} (${evidence})`).join("; ");
  const values = TRAITS.map((trait) => textOf(traits[trait]));
  return [id, userId ?? "", ...values, grade, ...rounded, stage, ownerId ?? "", source, lastSeenAt, why];
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
