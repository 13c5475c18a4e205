import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@rapport/store/client";
import { upsertDeadLetter } from "@rapport/store/queries/dead-letters";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enrichedEvent } from "../factories/enriched-events.ts";
import { runCommand } from "../server/run-command.ts";
import { spawnServer } from "../server/spawn-server.ts";
import { recountStore } from "./recount-store.ts";

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "rapport-replay-"));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const replay = async (args: readonly string[], env: Record<string, string> = {}) => {
  const { stdout, stderr } = await runCommand(["replay", "--json", ...args], { dataDir, env });
  expect(stderr).not.toContain("rapport:");
  return JSON.parse(stdout);
};

test("rapport replay stores dead letters beside a running server and without one, once, and says what became of them", async () => {
  const server = await spawnServer({ dataDir });
  await server.kill("SIGINT");
  const store = await openStore({ dataDir: join(dataDir, "store") });
  const [project] = await store.db.execute<{ id: string }>("select id from projects");
  const notes = ["fine", "fine, too", "\0"];
  for (const [i, note] of notes.entries()) {
    const event = enrichedEvent({ messageId: `m-${i}`, payload: { properties: { note } } });
    const letter = { messageId: event.messageId, code: i === 1 ? "57014" : "22P05", reason: "why" };
    await upsertDeadLetter(store.db, { ...letter, projectId: project?.id ?? "", event: JSON.stringify(event) });
  }
  await store.close();

  expect(await replay(["--dry-run"])).toMatchObject({ replayed: 3, stored: 0, dryRun: true });
  expect(await replay(["--code", "57014"])).toMatchObject({ replayed: 1, stored: 1 });
  await server.start();
  const { port } = new URL(server.url);
  expect(await replay([], { RAPPORT_PORT: port })).toMatchObject({ replayed: 2, stored: 1, failed: 1, pending: 0 });
  await server.dispose();
  expect(await recountStore({ dataDir })).toMatchObject({
    messageIds: new Set(["m-0", "m-1"]),
    usage: 2,
    deadLetters: 1,
  });
});
