import { join } from "node:path";
import { openStore } from "@rapport/store/client";
import type { Store } from "@rapport/store/database";
import { toJson, toNumber } from "@rapport/store/queries/raw";

/** What stands in a store, counted from its rows without any of the product's own reading. */
export type StoreCount = {
  events: number;
  messageIds: Set<string>;
  /** Sum of the usage of all days. */
  usage: number;
  deadLetters: number;
  /** Counters of each living profile as folded, by profile id. */
  folded: Map<string, ProfileCount>;
  /** The same, counted again from the events. */
  recounted: Map<string, ProfileCount>;
};

type ProfileCount = { eventCount: number; counters: Record<string, number> };

/** Counts a store that no server holds any more. */
export async function recountStore(place: { dataDir: string; databaseUrl?: string | undefined }): Promise<StoreCount> {
  const { databaseUrl } = place;
  const store = await openStore({ dataDir: join(place.dataDir, "store"), databaseUrl, exclusive: false });
  try {
    const ids = await store.db.execute<{ id: string }>("select coalesce(message_id, id::text) as id from events");
    return {
      events: ids.length,
      messageIds: new Set(ids.map(({ id }) => id)),
      usage: await readNumber(store, "select coalesce(sum(accepted), 0) as n from usage_daily"),
      deadLetters: await readNumber(store, "select count(*) as n from dead_letters"),
      ...(await recountProfiles(store)),
    };
  } finally {
    await store.close();
  }
}

async function readNumber(store: Store, statement: string): Promise<number> {
  const [row] = await store.db.execute<{ n: unknown }>(statement);
  return toNumber(row?.n);
}

async function recountProfiles(store: Store): Promise<Pick<StoreCount, "folded" | "recounted">> {
  const profiles = await store.db.execute<{ id: string; into: string | null; counters: unknown; n: unknown }>(
    "select id::text as id, merged_into::text as into, counters, event_count as n from profiles",
  );
  const mergedInto = new Map(profiles.map(({ id, into }) => [id, into]));
  const folded = new Map<string, ProfileCount>();
  for (const { id, into, counters, n } of profiles) {
    if (into === null) folded.set(id, { eventCount: toNumber(n), counters: toJson(counters) });
  }
  const recounted = new Map<string, ProfileCount>();
  const groups = await store.db.execute<{ profile: string; name: string; n: unknown }>(
    "select profile_id::text as profile, name, count(*) as n from events group by 1, 2",
  );
  for (const { profile, name, n } of groups) {
    const root = rootOf(mergedInto, profile);
    const count = recounted.get(root) ?? { eventCount: 0, counters: {} };
    count.eventCount += toNumber(n);
    count.counters[name] = (count.counters[name] ?? 0) + toNumber(n);
    recounted.set(root, count);
  }
  return { folded, recounted };
}

/** The living profile that a merged one has become part of. */
function rootOf(mergedInto: ReadonlyMap<string, string | null>, id: string): string {
  let root = id;
  for (let next = mergedInto.get(root); next; next = mergedInto.get(root)) root = next;
  return root;
}
