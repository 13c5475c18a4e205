import type { Database } from "@rapport/store/database";
import { upsertDeadLetter } from "@rapport/store/queries/dead-letters";
import type { Services } from "../context.ts";
import type { EnrichedEvent } from "./enriched-event.ts";
import { toStorableText } from "./to-storable-text.ts";

/** Why an event could not be applied: the database's code, and its words. */
export type DeadLetterCause = { code: string; reason: string };

/** Keeps an event that cannot be applied, with the error, so that it can be looked at and replayed. */
export async function addDeadLetter(
  services: Services,
  event: EnrichedEvent,
  cause: DeadLetterCause,
  db: Database = services.store.db,
): Promise<void> {
  services.log.error("An event became a dead letter", { projectId: event.projectId, messageId: event.messageId });
  await upsertDeadLetter(db, {
    projectId: event.projectId,
    messageId: toStorableText(event.messageId),
    code: cause.code,
    reason: toStorableText(cause.reason),
    event: toStorableText(writeDown(event)),
  });
}

/** What was made of an event for the store: made again when it is tried again. */
const MADE = ["payloadJson", "interactions", "speaksOfConsent", "key", "day", "shiftedCopies"];

function writeDown(event: EnrichedEvent): string {
  // Its payload may be a text until it is asked for.
  const entries = Object.entries({ ...event, payload: event.payload });
  return JSON.stringify(Object.fromEntries(entries.filter(([name]) => !MADE.includes(name))));
}
