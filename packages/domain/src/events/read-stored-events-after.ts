import type { StoredEvent } from "@rapport/contracts/events";
import { readEventsAfter } from "@rapport/store/queries/events";
import type { Context } from "../context.ts";
import { toStoredEvent } from "./to-stored-event.ts";

/** Events stored after a sequence number, the oldest first: how a live stream resumes. */
export async function readStoredEventsAfter(ctx: Context, afterSeq: number, limit: number): Promise<StoredEvent[]> {
  const rows = await readEventsAfter(ctx.store.db, { projectId: ctx.projectId, afterSeq, limit });
  return rows.map(toStoredEvent);
}
