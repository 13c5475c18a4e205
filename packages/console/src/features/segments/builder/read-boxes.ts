import type { SegmentRule } from "@rapport/contracts/segment-rules";
import { segmentRuleSchema } from "@rapport/contracts/segment-rules";
import { parseRule } from "@rapport/contracts/segment-text/parse-rule";
import { printRule } from "@rapport/contracts/segment-text/print-rule";
import { t } from "../../../lib/text.ts";
import type { Group } from "./condition-kinds.ts";
import { fromGroup, toGroup } from "./condition-kinds.ts";

/** The boxes of a text; undefined while it cannot be read, with why. */
export function readBoxes(text: string): { group: Group } | { fault: string } {
  if (text.trim() === "") return { group: toGroup(undefined) };
  try {
    return { group: toGroup(parseRule(text)) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : t("It cannot be read") };
  }
}

/** The text of boxes; it makes the same boxes when it is read. */
export function writeBoxes(group: Group): string {
  const rule = fromGroup(group);
  return rule ? printRule(rule) : "";
}

/** One condition in words, or undefined while they cannot be read. */
export function readCondition(text: string): SegmentRule | undefined {
  const read = readBoxes(text);
  return "group" in read ? fromGroup(read.group) : undefined;
}

/** What keeps a text from being a rule that can be asked about; undefined when nothing does. */
export function findFault(text: string): string | undefined {
  const read = readBoxes(text);
  if ("fault" in read) return read.fault;
  const rule = fromGroup(read.group);
  if (!rule) return t("Add a condition.");
  const issue = segmentRuleSchema.safeParse(rule).error?.issues[0];
  return issue && t("Something is missing: {path} {message}", { path: issue.path.join(" "), message: issue.message });
}
