import { openStore } from "@rapport/store/client";
import type { Store } from "@rapport/store/database";
import { afterAll, beforeAll, describe } from "vitest";
import { copyTestDatabase, openTestStore } from "./open-test-store.ts";

/** What a suite gets: the open store of its engine, and how to connect to the same data once more. */
export type EngineUnderTest = {
  store: () => Store;
  /** A second connection to the same database; undefined where the engine has only one. */
  openAgain: (() => Promise<Store>) | undefined;
};

/**
 * Runs one suite on both engines: on the embedded store always, on Postgres when DATABASE_URL names a server. Each file
 * gets a database of its own there, so that files may run at once.
 */
export function describeOnBothEngines(name: string, suite: (engine: EngineUnderTest) => void): void {
  describe(`${name} on pglite`, () => {
    let store: Store | undefined;
    beforeAll(async () => {
      store = await openTestStore();
    });
    afterAll(() => store?.close());
    suite({ store: () => opened(store), openAgain: undefined });
  });
  const serverUrl = process.env.DATABASE_URL;
  describe.skipIf(!serverUrl)(`${name} on postgres`, () => {
    let database: Awaited<ReturnType<typeof copyTestDatabase>> | undefined;
    let store: Store | undefined;
    const open = () => openStore({ databaseUrl: database?.url, exclusive: false });
    beforeAll(async () => {
      database = await copyTestDatabase(serverUrl ?? "");
      store = await open();
    });
    afterAll(async () => {
      await store?.close();
      await database?.remove();
    });
    suite({ store: () => opened(store), openAgain: open });
  });
}

function opened(store: Store | undefined): Store {
  if (store === undefined) throw new Error("The store is open only while a test runs");
  return store;
}
