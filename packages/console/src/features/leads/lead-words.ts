import type { Lead, LeadGrade, LeadStage } from "@rapport/contracts/leads";
import { t } from "../../lib/text.ts";

export const STAGE_NAMES: Readonly<Record<LeadStage, string>> = {
  new: t("New"),
  contacted: t("Contacted"),
  qualified: t("Qualified"),
  won: t("Won"),
  lost: t("Lost"),
  dismissed: t("Dismissed"),
};

/** What a lead is called: name, address or id, whichever is known. */
export function leadName({ traits, userId, id }: Lead): string {
  const { name, firstName, lastName, email } = traits;
  const full = [firstName, lastName].filter((part) => typeof part === "string" && part !== "").join(" ");
  const known = [name, full, email, userId].find((text) => typeof text === "string" && text !== "");
  return typeof known === "string" ? known : id;
}

/** How a grade looks: the best stand out. */
export function gradeLook(grade: LeadGrade): "accent" | "honey" | "quiet" {
  if (grade === "A1" || grade === "A2" || grade === "B1") return "accent";
  return grade === "A3" || grade === "B2" || grade === "C1" ? "honey" : "quiet";
}
