import type { Store } from "@rapport/store/database";
import { partitionOf } from "@rapport/store/queries/event-partitions";

export type Load = { projectId: string; people: number; eventsPerPerson: number; nowMs: number };

const DAYS = 30;
const DAY_MS = 86_400_000;
/** Event names; more frequent ones stand several times. */
const NAMES = ["Order Completed", "Product Added", "Product Viewed", "Page", "Search", "Refund"];
const DRAWN = [...NAMES, ...NAMES.slice(2, 5), ...NAMES.slice(2, 5)];

/**
 * Fills a project by statements of the database: people with traits, and events of six names over the last 30 days. Ids and
 * values are hashes of their numbers, so that every run makes the same ones.
 */
export async function loadPeople(store: Store, load: Load): Promise<void> {
  const today = Math.floor(load.nowMs / DAY_MS);
  for (let day = today - DAYS; day <= today + 1; day++) {
    await store.db.execute(
      // By the store's own name: a day that the fold finds no partition of, it tries to make one for at each event.
      `create table if not exists ${partitionOf(day)} partition of events for values from (${day}) to (${day + 1})`,
    );
  }
  await store.db.execute(profilesSql(load));
  for (let round = 1; round <= load.eventsPerPerson; round++) await store.db.execute(eventsSql(load, round));
  await store.db.execute("analyze profiles");
  await store.db.execute("analyze events");
}

function profilesSql({ projectId, people, eventsPerPerson, nowMs }: Load): string {
  const now = new Date(nowMs).toISOString();
  return `insert into profiles (project_id, id, user_id, traits, trait_versions, groups, counters, event_count,
      first_seen_at, last_seen_at, recent_items)
    select '${projectId}', md5('p' || n)::uuid, 'user-' || n,
      jsonb_build_object('plan', (array['free', 'pro', 'team'])[n % 3 + 1], 'age', 18 + n % 60,
        'email', 'user-' || n || '@' || (array['example.com', 'example.org'])[n % 2 + 1]),
      '{}', '{}', '{}', ${eventsPerPerson}, '${now}'::timestamptz - interval '${DAYS} days', '${now}', '[]'
    from generate_series(1, ${people}) as n`;
}

function eventsSql({ projectId, people, nowMs }: Load, round: number): string {
  const names = DRAWN.map((name) => `'${name}'`).join(", ");
  return `insert into events (project_id, day, id, type, name, profile_id, user_id, "timestamp", original_timestamp,
      received_at, payload, enrichment)
    select '${projectId}', floor(extract(epoch from at) / 86400)::int, md5('e${round}-' || n)::uuid, 'track',
      (array[${names}])[h % ${DRAWN.length} + 1], md5('p' || n)::uuid, 'user-' || n, at, at, at,
      jsonb_build_object('properties', jsonb_build_object('total', h % 500, 'sku', 'sku-' || h % 97)), '{}'
    from (select n, h, '${new Date(nowMs).toISOString()}'::timestamptz - (h % ${DAYS * 86_400}) * interval '1 second' as at
      from (select n, ('x' || left(md5('t${round}-' || n), 7))::bit(28)::int as h
        from generate_series(1, ${people}) as n) as hashed) as timed`;
}
