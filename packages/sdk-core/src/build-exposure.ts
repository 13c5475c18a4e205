import type { Assignment, EXPOSURE_EVENT, ExposureProperties } from "@rapport/contracts/experiments";
import type { TrackingMessage } from "@rapport/contracts/messages";

const EVENT: typeof EXPOSURE_EVENT = "Experiment Viewed";

/** The track event that tells that somebody saw their variant. */
export function buildExposure(assignment: Assignment): TrackingMessage & { event: string } {
  const properties: ExposureProperties = {
    experiment_id: assignment.experimentId,
    experiment_name: assignment.experiment,
    variation_name: assignment.variant,
  };
  return { type: "track", event: EVENT, properties };
}
