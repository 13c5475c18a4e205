import type { Store } from "@rapport/store/database";
import { listIdentities } from "@rapport/store/queries/identities";
import type { ProfileRow } from "@rapport/store/queries/profiles";
import { getProfileRow } from "@rapport/store/queries/profiles";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { sortKeys } from "@rapport/testkit/sort-keys";
import { readRows } from "@rapport/testkit/store/open-test-store";
import type { EnrichedEvent } from "../src/events/enriched-event.ts";
import { foldEvents } from "../src/profiles/fold-events.ts";
import { emptyProfileState } from "../src/profiles/profile-state.ts";

/** A project's people by their ids, without what differs between projects; and the same counted anew from its events. */
export async function readPeople(store: Store, projectId: string) {
  const where = `where project_id = '${projectId}'`;
  const roots = await readRows(store, `select id from profiles ${where} and merged_into is null`);
  const people = await Promise.all(roots.map(async ({ id }) => readPerson(store, projectId, String(id))));
  people.sort((a, b) => (a.ids < b.ids ? -1 : 1));
  const [counts] = await readRows(
    store,
    `select (select count(*)::int from events ${where}) as stored,
      (select coalesce(sum(accepted), 0)::int from usage_daily ${where}) as usage`,
  );
  const groups = await readRows(store, `select id, traits from groups ${where} order by id`);
  return {
    people: people.map(({ ids, state }) => ({ ids, state })),
    recount: await Promise.all(people.map(({ row }) => recount(store, projectId, row))),
    stored: counts?.stored,
    usage: counts?.usage,
    groups: groups.map((group) => ({ ...group, traits: sortKeys(parsed(group.traits)) })),
  };
}

async function readPerson(store: Store, projectId: string, id: string) {
  const row = await getProfileRow(store.db, projectId, id);
  if (!row) throw new Error(`There is no profile ${id}`);
  const identities = await listIdentities(store.db, projectId, [id], 1_000);
  return { row, ids: identities.map(({ kind, value }) => `${kind}:${value}`).join(" "), state: stateOf(row) };
}

function stateOf({ id: _, mergedInto: __, ...state }: ProfileRow): unknown {
  return sortKeys(state);
}

/** The profile that a person's stored events make when they are folded once more, in the order of their ids. */
async function recount(store: Store, projectId: string, { id }: ProfileRow): Promise<unknown> {
  const rows = await readRows(
    store,
    `select e.*, extract(epoch from e."timestamp") * 1000 as timestamp_ms from events e join profiles p
      on p.project_id = e.project_id and p.id = e.profile_id
      where e.project_id = '${projectId}' and coalesce(p.merged_into, p.id) = '${id}' order by e.id`,
  );
  const state = emptyProfileState();
  const events = rows.map((row) =>
    enrichedEvent({
      type: row.type as EnrichedEvent["type"], // as: written by recordEvents
      messageId: String(row.message_id ?? row.id),
      name: String(row.name),
      userId: row.user_id === null ? undefined : String(row.user_id),
      timestampMs: Math.round(Number(row.timestamp_ms)),
      payload: parsed(row.payload),
    }),
  );
  foldEvents(state, events);
  return sortKeys(state);
}

/** jsonb comes parsed or as text, by engine. */
function parsed(value: unknown): Record<string, unknown> {
  return typeof value === "string" ? JSON.parse(value) : Object(value);
}
