import type { Services } from "@rapport/domain/context";
import type { DeadLetterCause } from "@rapport/domain/events/add-dead-letter";
import { addDeadLetter } from "@rapport/domain/events/add-dead-letter";
import type { RecordedEvent } from "@rapport/domain/events/enriched-event";
import type { RecordEventsInput } from "@rapport/domain/events/record-events";
import { OffsetConflict, recordEvents } from "@rapport/domain/events/record-events";
import { classifyFailure, describeFailure, readFailureCode } from "./classify-failure.ts";

/**
 * Records a batch that fails as a whole by halving it: every good event is stored, every bad one becomes a dead
 * letter with its error. Each part is announced as it commits, because being cut short takes no commit back. The input's
 * steps move no offset here, they only check; de-duplication makes it safe to be cut short and run again.
 * @throws OffsetConflict when another projector has the partitions now
 */
export async function isolatePoison(
  services: Services,
  input: RecordEventsInput,
  onRecorded: (recorded: readonly RecordedEvent[]) => void,
): Promise<void> {
  const { events } = input;
  const [first] = events;
  if (!first) return;
  try {
    onRecorded(await recordEvents(services, input));
  } catch (error) {
    // The database being away is nobody's poison: the projector waits and tries again.
    if (error instanceof OffsetConflict || classifyFailure(error) === "transient") throw error;
    if (events.length === 1) return addDeadLetter(services, first, causeOf(error));
    const middle = events.length >> 1;
    await isolatePoison(services, { ...input, events: events.slice(0, middle) }, onRecorded);
    await isolatePoison(services, { ...input, events: events.slice(middle) }, onRecorded);
  }
}

function causeOf(error: unknown): DeadLetterCause {
  return { code: readFailureCode(error), reason: describeFailure(error) };
}
