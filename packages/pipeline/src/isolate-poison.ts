import type { Services } from "@rapport/domain/context";
import { addDeadLetter } from "@rapport/domain/events/add-dead-letter";
import type { EnrichedEvent, RecordedEvent } from "@rapport/domain/events/enriched-event";
import { recordEvents } from "@rapport/domain/events/record-events";
import { classifyFailure, describeFailure } from "./classify-failure.ts";

/**
 * Records a batch that fails as a whole by halving it: every good event is stored, every bad one becomes a dead
 * letter with its error. Offsets are not moved here; de-duplication makes it safe to be cut short and run again.
 */
export async function isolatePoison(
  services: Services,
  logId: string,
  events: readonly EnrichedEvent[],
): Promise<RecordedEvent[]> {
  const [first] = events;
  if (!first) return [];
  try {
    return await recordEvents(services, { logId, steps: [], events });
  } catch (error) {
    // The database being away is nobody's poison: the projector waits and tries again.
    if (classifyFailure(error) === "transient") throw error;
    if (events.length === 1) {
      await addDeadLetter(services, first, describeFailure(error));
      return [];
    }
    const middle = events.length >> 1;
    const left = await isolatePoison(services, logId, events.slice(0, middle));
    const right = await isolatePoison(services, logId, events.slice(middle));
    return [...left, ...right];
  }
}
