import { COMPUTED_TRAIT_EXAMPLES } from "./computed-trait-examples.ts";
import { CONSENT_EXAMPLES } from "./consent-examples.ts";
import { INTENT_EXAMPLES } from "./intent-examples.ts";
import { LEAD_EXAMPLES } from "./lead-examples.ts";
import { PERSON_EXAMPLES } from "./person-examples.ts";
import { PRIVACY_EXAMPLES } from "./privacy-examples.ts";
import type { RouteExamples } from "./route-examples.ts";
import { SEGMENT_EXAMPLES } from "./segment-examples.ts";
import { TRIGGER_EXAMPLES } from "./trigger-examples.ts";

/** Examples of the OpenAPI document; an area has a file of its own. */
export const EXAMPLES: RouteExamples = {
  ...PERSON_EXAMPLES,
  ...COMPUTED_TRAIT_EXAMPLES,
  ...SEGMENT_EXAMPLES,
  ...INTENT_EXAMPLES,
  ...TRIGGER_EXAMPLES,
  ...LEAD_EXAMPLES,
  ...CONSENT_EXAMPLES,
  ...PRIVACY_EXAMPLES,
};
