import type { Database } from "@rapport/store/database";
import { insertDeadLetter } from "@rapport/store/queries/record-events";
import type { Services } from "../context.ts";
import type { EnrichedEvent } from "./enriched-event.ts";

/** Keeps an event that cannot be applied, with the error, so that it can be looked at and replayed. */
export async function addDeadLetter(
  services: Services,
  event: EnrichedEvent,
  reason: string,
  db: Database = services.store.db,
): Promise<void> {
  services.log.error("An event became a dead letter", { projectId: event.projectId, messageId: event.messageId });
  // NUL is the one character that Postgres' text refuses.
  const text = (value: string) => value.replaceAll("\0", "\uFFFD");
  await insertDeadLetter(db, {
    projectId: event.projectId,
    messageId: text(event.messageId),
    reason: text(reason),
    event: text(JSON.stringify(event)),
  });
}
