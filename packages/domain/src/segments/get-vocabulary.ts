import { SEGMENT_EVENTS } from "@rapport/contracts/segment-rules";
import type { SegmentVocabulary } from "@rapport/contracts/segments";
import { listClusterRows } from "@rapport/store/queries/clusters";
import { listTraitRows } from "@rapport/store/queries/computed-traits";
import { countLists } from "@rapport/store/queries/segment-lists";
import { listSeenEvents, listSeenKeys } from "@rapport/store/queries/segment-vocabulary";
import { listSegmentRows } from "@rapport/store/queries/segments";
import type { Context } from "../context.ts";
import { listGoals } from "../intents/goals.ts";

/** Events and people that names are looked for in: a look, and no search of everything. */
const LATEST = 5_000;
const PEOPLE = 1_000;
/** Names of one kind. */
const NAMES = 200;

/** What rules can name, for whoever writes one. */
export async function getVocabulary(ctx: Context): Promise<SegmentVocabulary> {
  const { store, projectId } = ctx;
  const { db } = store;
  const names = ({ id, name }: { id: string; name: string }) => ({ id, name });
  const keys = { projectId, people: PEOPLE, limit: NAMES };
  const except = Object.values(SEGMENT_EVENTS);
  return {
    events: await listSeenEvents(db, { projectId, latest: LATEST, limit: NAMES, except }),
    traits: await listSeenKeys(db, { ...keys, column: "traits" }),
    consent: await listSeenKeys(db, { ...keys, column: "consent" }),
    computed: (await listTraitRows(db, projectId)).map(({ key }) => key),
    goals: (await listGoals(ctx)).map(({ key }) => key),
    lists: (await countLists(db, projectId)).map(({ name }) => name),
    segments: (await listSegmentRows(db, projectId)).map(names),
    clusters: (await listClusterRows(db, projectId)).map(names),
  };
}
