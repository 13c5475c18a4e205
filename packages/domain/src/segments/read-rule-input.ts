import { RapportError } from "@rapport/contracts/errors";
import type { SegmentRule } from "@rapport/contracts/segment-rules";
import { parseRule } from "@rapport/contracts/segment-text/parse-rule";
import { RuleTextError } from "@rapport/contracts/segment-text/tokens";
import { checkRule } from "./check-rule.ts";

/** The rule of a body that has it as JSON or in words. @throws RapportError `invalid_body` naming the place */
export function readRuleInput({ rule, text }: { rule?: unknown; text?: string | undefined }): SegmentRule {
  if (text === undefined) return checkRule(rule);
  try {
    return checkRule(parseRule(text));
  } catch (error) {
    if (!(error instanceof RuleTextError)) throw error;
    const message = `at character ${error.at + 1}: ${error.message}`;
    throw new RapportError("invalid_body", `text ${message}`, { fields: [{ pointer: "/text", message }] });
  }
}
