import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAgentStop } from "@rapport/domain/agents/agent-switch";
import { getRun } from "@rapport/domain/agents/get-run";
import { startRun } from "@rapport/domain/agents/start-run";
import type { Context } from "@rapport/domain/context";
import { startAgents } from "@rapport/testkit/agents/start-agents";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { openTestStore } from "@rapport/testkit/store/open-test-store";
import { expect, test } from "vitest";
import { followOrders, ORDER_LOOK_MS, orderAgents } from "./agents-order.ts";

test("an operator's order stops the agents of every project of a server that runs, and lets them go on", async () => {
  const store = await openTestStore();
  const dataDir = await mkdtemp(join(tmpdir(), "rapport-order-"));
  const { services } = createTestServices(store, Date.now());
  const ctx: Context = { ...services, projectId: "prj_1", actor: { kind: "member", memberId: "mem_1" } };
  const [orders, agents] = [await followOrders(services, dataDir), await startAgents(services)];
  const stateOf = async (id: string) => (await getRun(ctx, id)).state;

  expect(await orderAgents(dataDir, "Fire")).toBe(true);
  expect(await readAgentStop(ctx)).toMatchObject({ stopped: true, scope: "all", reason: "Fire" });
  const { id } = await startRun(ctx, { graph: "lead-generation", input: {} });
  await expect.poll(() => stateOf(id), { timeout: 20_000 }).toBe("stopped");
  expect(await orderAgents(dataDir, undefined)).toBe(true);
  expect(await readAgentStop(ctx)).toMatchObject({ stopped: false });
  await expect.poll(() => stateOf(id), { timeout: 20_000 }).toBe("completed");

  // Half a file is a stop, too: who writes it wants one.
  await writeFile(join(dataDir, "agents-stop.json"), "{");
  await expect.poll(async () => (await readAgentStop(ctx)).stopped, { timeout: 20_000 }).toBe(true);
  // Two looks for it, and one of whatever runs.
  expect(2 * ORDER_LOOK_MS + 500).toBeLessThanOrEqual(2_000);

  await agents.end();
  await orders.close();
  await services.jobs.close();
  await store.close();
  expect(await orderAgents(dataDir, "Nobody hears it")).toBe(false);
  await rm(dataDir, { recursive: true });
});
