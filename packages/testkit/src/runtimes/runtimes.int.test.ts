import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CONTRACT_CASES, checkContract } from "../sdk-contract/check-contract.ts";
import { CONTRACT_CALLS } from "../sdk-contract/contract-calls.ts";
import { FaultServer } from "../sdk-contract/fault-server.ts";
import type { ClientRun } from "../sdk-contract/run-client.ts";
import { contractInput, runClient } from "../sdk-contract/run-client.ts";
import { bundleProgram } from "./bundle-program.ts";
import { findRuntime } from "./find-runtimes.ts";
import { startWorker } from "./start-worker.ts";

const server = new FaultServer();
const folders: string[] = [];
beforeAll(() => server.start());
afterAll(async () => {
  await server.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const RUNTIMES = { bun: ["run"], deno: ["run", "--quiet", "--allow-all"], "node 18": [] } as const;
const COUNT = CONTRACT_CALLS.length;

async function bundle(...input: Parameters<typeof bundleProgram>): Promise<string> {
  const program = await bundleProgram(...input);
  folders.push(dirname(program));
  return program;
}

async function expectContract(fault: (typeof CONTRACT_CASES)[number], run: (input: ClientRun) => Promise<unknown>) {
  let stats: unknown;
  await checkContract(server, fault, async () => {
    stats = await run({ host: server.origin, requestTimeoutMs: fault === "hang" ? 1_000 : 30_000 });
  });
  expect(stats).toMatchObject({ queued: COUNT, delivered: COUNT, dropped: 0, pending: 0 });
}

for (const name of ["bun", "deno", "node 18"] as const) {
  const runtime = findRuntime(name);
  for (const client of ["node-client", "edge-client"] as const) {
    describe.skipIf(!runtime)(`the ${client} in ${name}`, () => {
      let program = "";
      beforeAll(async () => {
        // Before 20.16 an ES module has no way of its own to Node's modules, which a bundle would need.
        program = await bundle(client, name === "node 18");
      });
      test.each(CONTRACT_CASES)("%s: all events once, as they were called", (fault) =>
        expectContract(fault, (run) => runClient([runtime ?? "", ...RUNTIMES[name], program], run)),
      );
    });
  }
}

test("bundled with an application into one ES module, the client runs in Node", async () => {
  const program = await bundle("node-client");
  await expectContract("none", (run) => runClient([process.execPath, program], run));
});

const workerd = findRuntime("workerd");
describe.skipIf(!workerd)("the edge client in a worker", () => {
  let worker: Awaited<ReturnType<typeof startWorker>>;
  beforeAll(async () => {
    worker = await startWorker(workerd ?? "", await bundle("worker"));
  });
  afterAll(() => worker?.stop());
  const ask = async (path: string, run: ClientRun) => {
    const response = await fetch(worker.origin + path, { method: "POST", body: JSON.stringify(contractInput(run)) });
    return response.json();
  };

  test.each(CONTRACT_CASES)("%s: all events once, as they were called", (fault) =>
    expectContract(fault, (run) => ask("/", run)),
  );

  test("what waitUntil is given goes on after the answer", async () => {
    server.reset("slow");
    const stats = await ask("/later", { host: server.origin, requestTimeoutMs: 30_000 });
    expect(stats).toMatchObject({ queued: COUNT, delivered: 0 });
    await expect.poll(() => server.acknowledged.length, { timeout: 30_000 }).toBe(COUNT);
  });
});
