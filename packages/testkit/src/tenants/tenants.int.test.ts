import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestServer } from "../server/compose-test-server.ts";
import { composeTestServer, steadyRoom } from "../server/compose-test-server.ts";
import { runTenants } from "./run-tenants.ts";

let server: TestServer;
beforeAll(async () => {
  server = await composeTestServer(steadyRoom());
});
afterAll(() => server.close());

test("random calls with the ids of other projects read nothing of theirs and change nothing of theirs", async () => {
  const outcome = await runTenants(server, { tenants: 3, calls: 300, seed: 1 });
  expect(outcome).toMatchObject({ leaks: [], changed: [] });
  // Most are refused for what they name; enough are good calls that simply see their own.
  expect(outcome.statuses[404] ?? 0).toBeGreaterThan(30);
  expect(outcome.statuses[200] ?? 0).toBeGreaterThan(30);
});
