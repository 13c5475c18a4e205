import type { Store } from "@rapport/store/database";
import { readRows } from "../store/open-test-store.ts";
import type { Person, PersonEvent } from "./person.ts";

type Row = Record<string, unknown>;
/** Rows of what is known of people besides their profiles. */
type Known = Record<"events" | "lists" | "computed" | "scores" | "places" | "members", Row[]>;

/** The living people of a project with all that they did, read from the tables themselves. */
export async function readPersons(store: Store, projectId: string): Promise<Person[]> {
  const where = `project_id = '${projectId}'`;
  const profiles = await readRows(
    store,
    `select *, floor(extract(epoch from first_seen_at) * 1000) as first_ms,
      floor(extract(epoch from last_seen_at) * 1000) as last_ms from profiles where ${where} and merged_into is null`,
  );
  const known = await readKnown(store, where);
  return profiles.map((row) => toPerson(row, known));
}

async function readKnown(store: Store, where: string): Promise<Known> {
  const events = await readRows(
    store,
    `select e.id, e.type, e.name, e.payload, coalesce(p.merged_into, p.id) as profile_id, extract(epoch from e."timestamp") * 1000 as time_ms
      from events e join profiles p on p.project_id = e.project_id and p.id = e.profile_id where e.${where}`,
  );
  const lists = await readRows(store, `select * from segment_list_members where ${where}`);
  const computed = await readRows(
    store,
    `select v.profile_id, t.key, v.value::text as value from computed_trait_values v join computed_traits t on t.state_id = v.state_id
      where v.${where} and t.status = 'active'`,
  );
  const scores = await readRows(store, `select profile_id, name, value from profile_scores where ${where}`);
  const places = await readRows(store, `select * from rfm_scores where ${where}`);
  const members = await readRows(store, `select profile_id, cluster_id from cluster_members where ${where}`);
  return { events, lists, computed, scores, places, members };
}

function toPerson(row: Row, known: Known): Person {
  const own = (rows: readonly Row[]) => rows.filter(({ profile_id }) => profile_id === row.id);
  return {
    profileId: String(row.id),
    events: own(known.events).map(toEvent),
    traits: parsed(row.traits),
    profile: {
      user_id: row.user_id,
      event_count: Number(row.event_count),
      first_seen: Number(row.first_ms),
      last_seen: Number(row.last_ms),
      ...touchFields("first", parsed(row.first_touch)),
      ...touchFields("last", parsed(row.last_touch)),
    },
    groups: Object.keys(parsed(row.groups)),
    lists: own(known.lists).map(({ list }) => String(list)),
    consent: Object.fromEntries(
      // as: a column of decisions
      Object.entries(parsed(row.consent)).map(([name, state]) => [name, (state as { granted: boolean }).granted]),
    ),
    computed: Object.fromEntries(own(known.computed).map(({ key, value }) => [String(key), JSON.parse(String(value))])),
    scores: {
      ...Object.fromEntries(own(known.scores).map(({ name, value }) => [String(name), Number(value)])),
      ...placeFields(own(known.places)[0]),
    },
    clusters: own(known.members).map(({ cluster_id }) => String(cluster_id)),
  };
}

function touchFields(which: "first" | "last", { source, medium, campaign }: Row) {
  return { [`${which}_source`]: source, [`${which}_medium`]: medium, [`${which}_campaign`]: campaign };
}

function placeFields(place: Row | undefined): Row {
  if (!place) return {};
  const { recency, frequency, monetary, segment } = place;
  return { rfm_recency: recency, rfm_frequency: frequency, rfm_monetary: monetary, rfm_segment: segment };
}

function toEvent(row: Row): PersonEvent {
  const payload = parsed(row.payload);
  const context = parsed(payload.context);
  return {
    id: String(row.id),
    // as: a column of message types
    type: row.type as PersonEvent["type"],
    name: String(row.name),
    timeMs: Math.round(Number(row.time_ms)),
    properties: parsed(payload.properties),
    context,
    traits: { ...parsed(context.traits), ...parsed(payload.traits) },
  };
}

/** jsonb comes parsed or as text, by engine. */
function parsed(value: unknown): Row {
  return typeof value === "string" ? JSON.parse(value) : { ...Object(value) };
}
