import { randomBytes } from "node:crypto";
import { openStore } from "@rapport/store/client";
import type { Store } from "@rapport/store/database";

/** An empty, migrated embedded store in memory; the caller closes it. */
export function openTestStore(): Promise<Store> {
  return openStore({});
}

/** A database of its own on a Postgres server. `remove` closes what was opened on it and drops it. */
export async function createTestDatabase(serverUrl: string): Promise<{ url: string; remove: () => Promise<void> }> {
  const name = `rapport_test_${randomBytes(6).toString("hex")}`;
  await runOnServer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => runOnServer(serverUrl, `drop database ${name} with (force)`) };
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
