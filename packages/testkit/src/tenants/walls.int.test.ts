import { afterEach, describe, expect, test } from "vitest";
import type { TestServer } from "../server/compose-test-server.ts";
import { composeTestServer, steadyRoom } from "../server/compose-test-server.ts";
import { createTestDatabase } from "../store/open-test-store.ts";
import { filterRemover } from "./filter-remover.ts";
import { runTenants } from "./run-tenants.ts";

const serverUrl = process.env.DATABASE_URL;

describe.skipIf(!serverUrl)("with the project taken out of every statement of a request", () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let server: TestServer | undefined;
  afterEach(async () => {
    await server?.close();
    await database?.remove();
  });

  async function callAtRandom(rowSecurity: "on" | "off", calls: number) {
    database = await createTestDatabase(serverUrl ?? "");
    const { rewrite, removed } = filterRemover();
    server = await composeTestServer({ ...steadyRoom(), databaseUrl: database.url, rowSecurity }, { rewrite });
    const outcome = await runTenants(server, { tenants: 2, calls, seed: 1 });
    return { ...outcome, removed: removed() };
  }

  test("the database alone keeps random calls from reading or changing another project", async () => {
    const outcome = await callAtRandom("on", 120);
    expect(outcome).toMatchObject({ leaks: [], changed: [] });
    expect(outcome.statuses[200] ?? 0).toBeGreaterThan(20);
    expect(outcome.removed).toBeGreaterThan(200);
  });

  test("and without its policies they do read and change it", async () => {
    const outcome = await callAtRandom("off", 60);
    expect(outcome.leaks.filter((leak) => leak.includes("told"))).not.toEqual([]);
  });
});
