import { INTENT_EXAMPLES } from "./intent-examples.ts";
import { LEAD_EXAMPLES } from "./lead-examples.ts";
import type { RouteExamples } from "./route-examples.ts";
import { SEGMENT_EXAMPLES } from "./segment-examples.ts";
import { TRIGGER_EXAMPLES } from "./trigger-examples.ts";

/** Examples of the OpenAPI document; an area has a file of its own. */
export const EXAMPLES: RouteExamples = {
  ...SEGMENT_EXAMPLES,
  ...INTENT_EXAMPLES,
  ...TRIGGER_EXAMPLES,
  ...LEAD_EXAMPLES,
};
