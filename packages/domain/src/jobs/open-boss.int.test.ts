import { openStore } from "@rapport/store/client";
import type { Store } from "@rapport/store/database";
import { createTestLogger } from "@rapport/testkit/store/create-test-services";
import { createTestDatabase } from "@rapport/testkit/store/open-test-store";
import { expect, test } from "vitest";
import { openBoss } from "./open-boss.ts";

const serverUrl = process.env.DATABASE_URL;

test.runIf(serverUrl)("servers that start at once on a new database all have the queue", async () => {
  const log = createTestLogger();
  const database = await createTestDatabase(serverUrl ?? "");
  const stores: Store[] = [];
  try {
    for (let i = 0; i < 6; i++) stores.push(await openStore({ databaseUrl: database.url, exclusive: false }));
    await stores[0]?.runScript("drop schema if exists pgboss cascade");
    // A connection that has looked in vain remembers it until it next locks a table or begins a transaction.
    for (const store of stores) await store.runScript("select to_regnamespace('pgboss')");
    const opened = await Promise.allSettled(stores.map((store) => openBoss(store, log, "client")));
    expect(opened.flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []))).toEqual([]);
    for (const one of opened) if (one.status === "fulfilled") await one.value.stop({ graceful: false });
  } finally {
    for (const store of stores) await store.close();
    await database.remove();
  }
});
