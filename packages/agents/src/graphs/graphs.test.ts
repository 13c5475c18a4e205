import { readdirSync, readFileSync } from "node:fs";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { openTestStore } from "@rapport/testkit/store/open-test-store";
import { expect, test } from "vitest";
import { coordinator } from "./coordinator/coordinator.ts";
import { GRAPHS } from "./graphs.ts";

/** Verbs that spend or start something on a platform. */
const SPENDING =
  /\b(approveCampaign|resumeCampaign|sendActions|keepLeadList)\b|\brenewAds\(|optimizeCampaign\([^)]*dryRun: false/;

test("every graph is listed under its own name", () => {
  for (const [name, graph] of Object.entries(GRAPHS)) expect(graph.name).toBe(name);
});

test("what spends stands in files called apply-…, which only nodes called apply run", () => {
  for (const entry of readdirSync(import.meta.dirname, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || entry.name.endsWith(".test.ts")) continue;
    const source = readFileSync(`${entry.parentPath}/${entry.name}`, "utf8");
    if (!entry.name.startsWith("apply-")) expect(SPENDING.test(source), entry.name).toBe(false);
  }
});

test("what the coordinator deploys was approved on every path that leads there", async () => {
  const store = await openTestStore();
  const { services } = createTestServices(store);
  const ctx = { ...services, projectId: "prj_1", actor: { kind: "system" } as const };
  const { edges } = drawingOf(coordinator.build({ ctx, runId: "run_1", signal: new AbortController().signal }));
  const deploying = pathsFrom("__start__", edges).filter((path) => path.includes("ad-manager"));
  expect(deploying.length).toBeGreaterThan(0);
  for (const path of deploying) expect(path.slice(0, path.indexOf("ad-manager"))).toContain("approve");
  await store.close();
});

test("no path of any graph leads from its start to a node that acts without one that asks", async () => {
  const store = await openTestStore();
  const { services } = createTestServices(store);
  const ctx = { ...services, projectId: "prj_1", actor: { kind: "system" } as const };
  const deps = { ctx, runId: "run_1", signal: new AbortController().signal };
  let acting = 0;
  for (const graph of Object.values(GRAPHS)) {
    const built: unknown = graph.build(deps);
    const { edges, nodes } = drawingOf(built);
    for (const path of pathsFrom("__start__", edges)) {
      for (const [at, act] of path.entries()) {
        if (!act.startsWith("apply")) continue;
        acting += 1;
        // Of its own: what was said of money says nothing of texts.
        const asking = act.replace("apply", "approve");
        expect(path.slice(0, at), `${graph.name}: ${path.join(" → ")}`).toContain(asking);
      }
    }
    expect(nodes.length).toBeGreaterThan(0);
  }
  expect(acting).toBeGreaterThan(1);
  await store.close();
});

type Edge = { source: string; target: string };

function drawingOf(built: unknown): { edges: Edge[]; nodes: string[] } {
  // as: every graph is a StateGraph, whose compiled form draws itself
  const compiled = (
    built as { compile(): { getGraph(): { edges: Edge[]; nodes: Record<string, unknown> } } }
  ).compile();
  const { edges, nodes } = compiled.getGraph();
  return { edges, nodes: Object.keys(nodes) };
}

/** All ways through a graph that visit no node twice. */
function pathsFrom(node: string, edges: readonly Edge[], before: readonly string[] = []): string[][] {
  const path = [...before, node];
  const next = edges.filter(({ source, target }) => source === node && !path.includes(target));
  return next.length === 0 ? [path] : next.flatMap(({ target }) => pathsFrom(target, edges, path));
}
