import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { privacyRequestSchema } from "@rapport/contracts/privacy";
import { afterAll, beforeAll, expect, test } from "vitest";
import { getJson, postJson } from "../server/api-client.ts";
import { runCommand } from "../server/run-command.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";
import { spawnServer } from "../server/spawn-server.ts";

let dataDir: string;
let server: SpawnedServer;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "rapport-privacy-"));
  server = await spawnServer({ dataDir });
});
afterAll(async () => {
  await server?.dispose();
  await rm(dataDir, { recursive: true, force: true });
});

const run = (...args: string[]) => runCommand(["privacy", ...args, "--json"], { dataDir });

test("rapport privacy writes a ledger without ids, which changes nothing in the store that it is of, and refuses another file", async () => {
  const body = { userId: "canary-77", suppress: true };
  const answer = await postJson(server, "/api/v1/privacy/erase", body, server.report.secretKey);
  const { id } = privacyRequestSchema.parse(await answer.json());
  while ((await getJson(server, `/api/v1/privacy/requests/${id}`, privacyRequestSchema)).state !== "done")
    await sleep(50);
  await server.kill("SIGINT");
  const file = join(dataDir, "ledger.json");
  expect(await run("ledger", "--out", file)).toMatchObject({ code: 0, stderr: "" });
  const ledger = await readFile(file, "utf8");
  expect(ledger).toContain(id);
  expect(ledger).not.toContain("canary-77");
  const { code, stdout } = await run("apply", file);
  expect([code, JSON.parse(stdout)]).toEqual([0, { erased: 0, hashes: 2 }]);
  expect((await run("apply", join(dataDir, "keys.json"))).code).toBe(1);
});
