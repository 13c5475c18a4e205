import type { TrackingMessage } from "@rapport/contracts/messages";
import type { FEEDBACK_EVENTS, RecommendationFeedback } from "@rapport/contracts/recommendations";

const EVENT_NAMES = {
  shown: "Recommendation Shown",
  clicked: "Recommendation Clicked",
  converted: "Recommendation Converted",
  dismissed: "Recommendation Dismissed",
} as const satisfies typeof FEEDBACK_EVENTS;

/** What became of a recommendation; `placement` only helps whoever reads the event later. */
export type FeedbackInput = Pick<RecommendationFeedback, "decisionId" | "action" | "itemIds"> & {
  placement?: string | undefined;
};

/** The track event that a piece of feedback is. */
export function buildFeedback(feedback: FeedbackInput): TrackingMessage & { event: string } {
  const { decisionId, placement, itemIds } = feedback;
  return {
    type: "track",
    event: EVENT_NAMES[feedback.action],
    properties: { decisionId, placement, items: itemIds },
  };
}
