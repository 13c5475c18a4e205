import type { Database } from "@rapport/store/database";
import { listTimelineRows } from "@rapport/store/queries/events";
import { restoreEvent } from "../events/restore-event.ts";
import { foldEvents } from "./fold-events.ts";
import type { ProfileState } from "./profile-state.ts";
import { emptyProfileState } from "./profile-state.ts";

const PAGE = 1_000;

/** The state that a profile's stored events make, those of profiles merged into it included. */
export async function refoldProfile(db: Database, projectId: string, profileId: string): Promise<ProfileState> {
  const state = emptyProfileState();
  let before: { timestamp: string; seq: number } | undefined;
  for (;;) {
    const rows = await listTimelineRows(db, { projectId, profileId, limit: PAGE, before });
    foldEvents(state, rows.map(restoreEvent));
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return state;
    before = { timestamp: last.timestamp.toISOString(), seq: last.seq };
  }
}
