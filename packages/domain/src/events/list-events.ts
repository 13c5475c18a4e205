import type { StoredEvent } from "@rapport/contracts/events";
import type { MessageType } from "@rapport/contracts/messages";
import { listEventRows } from "@rapport/store/queries/events";
import type { Context } from "../context.ts";
import { parseProfileId } from "../profiles/profile-id.ts";
import { toStoredEvent } from "./to-stored-event.ts";

export type ListEventsInput = {
  limit: number;
  cursor?: string | undefined;
  type?: MessageType | undefined;
  name?: string | undefined;
  profileId?: string | undefined;
};

/** Stored events, the newest first. */
export async function listEvents(
  ctx: Context,
  input: ListEventsInput,
): Promise<{ data: StoredEvent[]; nextCursor: string | null }> {
  const { store, projectId } = ctx;
  const profileId = input.profileId === undefined ? undefined : parseProfileId(input.profileId);
  if (input.profileId !== undefined && profileId === undefined) return { data: [], nextCursor: null };
  const rows = await listEventRows(store.db, {
    projectId,
    limit: input.limit,
    beforeSeq: input.cursor === undefined ? undefined : Number(input.cursor),
    type: input.type,
    name: input.name,
    profileId,
  });
  const last = rows.at(-1);
  return { data: rows.map(toStoredEvent), nextCursor: last && rows.length === input.limit ? String(last.seq) : null };
}
