import { listPeopleOfEvents, listPeopleSeen } from "@rapport/store/queries/profile-scores";
import { findPageEnd } from "@rapport/store/queries/trait-events";
import type { Context } from "../context.ts";

/** People of one part: whose events one statement reads. */
const PAGE = 500;
const EVENTS_PAGE = 5_000;
/** Numbers below the mark that are looked at again: a transaction may commit after a later number was read. */
const OVERLAP = 5_000;
const NOBODY = "00000000-0000-0000-0000-000000000000";

/** Everybody seen since a time, in parts, in the order of their ids. */
export async function* peopleSeen({ store, projectId }: Context, sinceMs: number): AsyncGenerator<string[]> {
  const seenSince = new Date(sinceMs);
  for (let afterId = NOBODY; ; ) {
    const ids = await listPeopleSeen(store.db, { projectId, seenSince, afterId, limit: PAGE });
    yield ids;
    const last = ids.at(-1);
    if (last === undefined || ids.length < PAGE) return;
    afterId = last;
  }
}

/** The people of the events after one number up to another, in parts; somebody may come twice. */
export async function* peopleOfEvents({ store, projectId }: Context, from: number, throughSeq: number) {
  for (let afterSeq = Math.max(0, from - OVERLAP); ; ) {
    const end = await findPageEnd(store.db, { projectId, afterSeq, throughSeq, limit: EVENTS_PAGE });
    if (end === undefined) return;
    const ids = await listPeopleOfEvents(store.db, { projectId, afterSeq, throughSeq: end });
    for (let start = 0; start < ids.length; start += PAGE) yield ids.slice(start, start + PAGE);
    afterSeq = end;
  }
}
