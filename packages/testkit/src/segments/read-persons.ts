import type { Store } from "@rapport/store/database";
import { readRows } from "../store/open-test-store.ts";
import type { Person, PersonEvent } from "./person.ts";

/** The living people of a project with all that they did, read from the tables themselves. */
export async function readPersons(store: Store, projectId: string): Promise<Person[]> {
  const where = `project_id = '${projectId}'`;
  const profiles = await readRows(
    store,
    `select *, floor(extract(epoch from first_seen_at) * 1000) as first_ms,
      floor(extract(epoch from last_seen_at) * 1000) as last_ms from profiles where ${where} and merged_into is null`,
  );
  const events = await readRows(
    store,
    `select e.*, coalesce(p.merged_into, p.id) as root, extract(epoch from e."timestamp") * 1000 as time_ms from events e
      join profiles p on p.project_id = e.project_id and p.id = e.profile_id where e.${where}`,
  );
  const lists = await readRows(store, `select * from segment_list_members where ${where}`);
  const computed = await readRows(
    store,
    `select v.profile_id, t.key, v.value::text as value from computed_trait_values v join computed_traits t on t.state_id = v.state_id
      where v.${where} and t.status = 'active'`,
  );
  const scores = await readRows(store, `select profile_id, name, value from profile_scores where ${where}`);
  const members = await readRows(store, `select profile_id, cluster_id from cluster_members where ${where}`);
  const histories = Map.groupBy(events, ({ root }) => String(root));
  return profiles.map((row) => {
    const id = String(row.id);
    return {
      profileId: id,
      events: (histories.get(id) ?? []).map(toEvent),
      traits: parsed(row.traits),
      profile: {
        user_id: row.user_id,
        event_count: Number(row.event_count),
        first_seen: Number(row.first_ms),
        last_seen: Number(row.last_ms),
      },
      groups: Object.keys(parsed(row.groups)),
      lists: lists.filter((member) => member.profile_id === id).map(({ list }) => String(list)),
      consent: Object.fromEntries(
        // as: a column of decisions
        Object.entries(parsed(row.consent)).map(([name, state]) => [name, (state as { granted: boolean }).granted]),
      ),
      computed: Object.fromEntries(
        computed
          .filter((value) => value.profile_id === id)
          .map(({ key, value }) => [String(key), JSON.parse(String(value))]),
      ),
      scores: Object.fromEntries(
        scores.filter((score) => score.profile_id === id).map(({ name, value }) => [String(name), Number(value)]),
      ),
      clusters: members.filter((member) => member.profile_id === id).map(({ cluster_id }) => String(cluster_id)),
    };
  });
}

function toEvent(row: Record<string, unknown>): PersonEvent {
  const payload = parsed(row.payload);
  const context = parsed(payload.context);
  return {
    id: String(row.id),
    // as: only events of these types are made
    type: row.type as PersonEvent["type"],
    name: String(row.name),
    timeMs: Math.round(Number(row.time_ms)),
    properties: parsed(payload.properties),
    context,
    traits: { ...parsed(context.traits), ...parsed(payload.traits) },
  };
}

/** jsonb comes parsed or as text, by engine. */
function parsed(value: unknown): Record<string, unknown> {
  return typeof value === "string" ? JSON.parse(value) : { ...Object(value) };
}
