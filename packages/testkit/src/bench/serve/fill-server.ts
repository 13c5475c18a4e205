import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openFolderBlobStore } from "@rapport/adapters/blob-store/folder";
import { newId } from "@rapport/contracts/ids";
import { TRAINED_NAME } from "@rapport/domain/recommendations/trained-models";
import type { SimulatedShop } from "@rapport/engine/simulated-shop";
import { openStore } from "@rapport/store/client";
import type { Store } from "@rapport/store/database";
import { insertModel, switchActiveModel } from "@rapport/store/queries/models";
import { writeRecommenderSnapshot } from "@rapport/store/queries/recommendations";
import type { BenchServer } from "../bench-server.ts";
import { sendBodies } from "../send-bodies.ts";

/** Items of one request, and people of one statement. */
const [ITEMS, PEOPLE] = [500, 2_000];
/** Seconds that vectors are waited for. */
const MOST_LOOKS = 400;
/** Latest items that a profile keeps. */
const REMEMBERED = 40;

/**
 * Fills a server that has just started with a shop: its catalog by HTTP, and what five million events would have left
 * straight in its database, because to send and fold them takes longer than all that is measured.
 */
export async function fillServer(
  server: BenchServer,
  shop: SimulatedShop,
  models: { trained: Uint8Array; snapshot: Uint8Array<ArrayBuffer> },
): Promise<void> {
  const bodies: string[] = [];
  for (let from = 0; from < shop.catalog.length; from += ITEMS) {
    const items = shop.catalog.slice(from, from + ITEMS).map(({ available: _, ...item }) => item);
    bodies.push(JSON.stringify({ items }));
  }
  const { statuses } = await sendBodies(`${server.url}/api/v1/catalog/items`, server.key, bodies, 1, "PUT");
  if (statuses.get(200) !== bodies.length) throw new Error(`The catalog was answered ${JSON.stringify([...statuses])}`);
  const store = await openStore({ databaseUrl: server.databaseUrl, exclusive: false });
  try {
    const [project] = await store.db.execute<{ id: string }>("select id from projects limit 1");
    const projectId = project?.id ?? "";
    await writePeople(store, projectId, shop);
    await writeRecommenderSnapshot(store.db, { projectId, seq: 0, beyond: [], state: models.snapshot });
    await writeModel(server, store, projectId, models.trained);
    await store.db.execute("analyze");
  } finally {
    await store.close();
  }
}

/**
 * Until a server has made the vectors of the people who appeared at once, which it begins within five minutes, and which takes it a whole
 * processor: a shop gets its people one after the other.
 */
export async function awaitVectors(server: BenchServer): Promise<void> {
  const store = await openStore({ databaseUrl: server.databaseUrl, exclusive: false });
  try {
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const made = await store.db.execute("select from behaviour_models");
      if (made.length > 0) return;
      await sleep(1_000);
    }
    throw new Error("The people got no vectors");
  } finally {
    await store.close();
  }
}

/** Profiles that remember what their people did last. */
async function writePeople(store: Store, projectId: string, { catalog, persons, items, timesMs }: SimulatedShop) {
  const recent = new Map<number, [string, string, number][]>();
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const own = recent.get(persons[index] ?? 0) ?? [];
    if (own.length === 0) recent.set(persons[index] ?? 0, own);
    if (own.length < REMEMBERED) own.push([catalog[items[index] ?? 0]?.id ?? "", "viewed", timesMs[index] ?? 0]);
  }
  const all = [...recent];
  for (let from = 0; from < all.length; from += PEOPLE) {
    const rows = all.slice(from, from + PEOPLE).map(([person, recentItems]) => ({ person, recentItems }));
    await store.db.execute(peopleSql(projectId, JSON.stringify(rows)));
  }
}

/** Item ids are ours and hold no quote. */
function peopleSql(projectId: string, rows: string): string {
  return `with people as (
      select 'person-' || (row ->> 'person') as user_id, row -> 'recentItems' as recent_items
      from jsonb_array_elements('${rows}'::jsonb) as row),
    added as (
      insert into profiles (project_id, id, user_id, traits, trait_versions, groups, counters, event_count,
        first_seen_at, last_seen_at, recent_items)
      select '${projectId}', md5(user_id)::uuid, user_id, '{}', '{}', '{}', '{}', 50, now(), now(), recent_items from people)
    insert into identities (project_id, kind, value, profile_id)
    select '${projectId}', 'user', user_id, md5(user_id)::uuid from people`;
}

/** The trained version, where a training job would have put it. */
async function writeModel(server: BenchServer, store: Store, projectId: string, bytes: Uint8Array): Promise<void> {
  const blobKey = `${projectId}/models/bench`;
  await openFolderBlobStore({ dir: join(server.dataDir, "blobs") }).put(blobKey, bytes);
  const at = new Date();
  const id = newId("model", at.getTime(), new Uint8Array(10));
  const made = { projectId, id, kind: "recommendations" as const, name: TRAINED_NAME, dataFrom: at, dataTo: at };
  const row = { ...made, parameters: {}, metrics: {}, blobKey, sizeBytes: bytes.length, createdAt: at };
  await store.withTransaction(async (tx) => switchActiveModel(tx, await insertModel(tx, row), at));
}
