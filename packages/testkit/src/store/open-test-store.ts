import { randomBytes } from "node:crypto";
import { openStore } from "@rapport/store/client";
import type { Store } from "@rapport/store/database";
import { findStoreImage, hashMigrations } from "./find-store-image.ts";

/** An empty, migrated embedded store in memory; the caller closes it. */
export async function openTestStore(): Promise<Store> {
  return openStore({ image: await findStoreImage() });
}

/** A database of its own on a Postgres server. `remove` closes what was opened on it and drops it. */
export async function createTestDatabase(
  serverUrl: string,
  template = "template1",
): Promise<{ url: string; remove: () => Promise<void> }> {
  const name = `rapport_test_${randomBytes(6).toString("hex")}`;
  await runOnServer(serverUrl, `create database ${name} template ${template}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => runOnServer(serverUrl, `drop database ${name} with (force)`) };
}

/** As `createTestDatabase`, with a migrated database: a copy of one that is made once for each state of the migrations. */
export async function copyTestDatabase(serverUrl: string): ReturnType<typeof createTestDatabase> {
  const image = `rapport_image_${(await hashMigrations()).slice(0, 16)}`;
  const server = await openStore({ databaseUrl: serverUrl, exclusive: false });
  try {
    const [found] = await server.db.execute(`select 1 from pg_database where datname = '${image}'`);
    if (!found) await makeImage(serverUrl, image);
  } finally {
    await server.close();
  }
  return createTestDatabase(serverUrl, image);
}

/** Of files that make one at once, the first that is ready gives it its name. */
async function makeImage(serverUrl: string, image: string): Promise<void> {
  const made = await createTestDatabase(serverUrl);
  await (await openStore({ databaseUrl: made.url, exclusive: false })).close();
  const name = new URL(made.url).pathname.slice(1);
  await runOnServer(serverUrl, `alter database ${name} rename to ${image}`).catch(() => made.remove());
}

/** Rows of a statement as the engine gives them, for what no query function reads. */
export function readRows(store: Store, statement: string): Promise<Record<string, unknown>[]> {
  return store.db.execute<Record<string, unknown>>(statement);
}

async function runOnServer(url: string, statement: string): Promise<void> {
  const server = await openStore({ databaseUrl: url, exclusive: false });
  try {
    await server.db.execute(statement);
  } finally {
    await server.close();
  }
}
