import { afterAll, beforeAll, expect, test } from "vitest";
import type { SpawnedServer } from "../server/spawn-server.ts";
import { spawnServer } from "../server/spawn-server.ts";
import { runDocs } from "./run-docs.ts";

let server: SpawnedServer;

beforeAll(async () => {
  server = await spawnServer();
});
afterAll(() => server?.dispose());

test("every block of the pages that is marked to run does what it says, on a fresh server", {
  timeout: 900_000,
}, async () => {
  const runs = await runDocs(server.url, server.report);
  expect(runs.length).toBeGreaterThan(0);
  expect(runs.filter((run) => !run.ok)).toEqual([]);
});
