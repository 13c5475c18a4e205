import type { Writer } from "./writer.ts";
import { answerQuestion } from "./writers/answer-question.ts";
import { writeCampaignReport } from "./writers/campaign-report.ts";
import { writeContentVariants } from "./writers/content-variants.ts";
import { expandQuestion } from "./writers/expand-question.ts";
import { writeLeadReasons } from "./writers/lead-reasons.ts";

/** The writer of each task, by the task's name; one line each, one file each in `writers/`. */
export const WRITERS: Readonly<Record<string, Writer>> = {
  "answer-question": answerQuestion,
  "campaign-report": writeCampaignReport,
  "content-variants": writeContentVariants,
  "expand-question": expandQuestion,
  "lead-reasons": writeLeadReasons,
};
