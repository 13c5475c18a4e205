import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CONTRACT_CASES, checkContract } from "./check-contract.ts";
import { CONTRACT_CALLS } from "./contract-calls.ts";
import { FaultServer } from "./fault-server.ts";
import { runClient } from "./run-client.ts";

const PACKAGES = resolve(import.meta.dirname, "../../..");
const server = new FaultServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const hasPython = spawnSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 9))"]).status === 0;

/** The command-line form of each client: calls as JSON on its input, counters as JSON on its output. */
const CLIENTS = [
  { name: "node", command: [process.execPath, resolve(PACKAGES, "sdk-node/test/e2e-cli.ts")], there: true },
  { name: "python", command: ["python3", "-B", resolve(PACKAGES, "sdk-python/tests/e2e_cli.py")], there: hasPython },
];

describe.each(CLIENTS)("$name", ({ command, there }) => {
  test.skipIf(!there).each(CONTRACT_CASES)("%s: all events once, as they were called", async (fault) => {
    let stats: unknown;
    await checkContract(server, fault, async () => {
      stats = await runClient(command, { host: server.origin, requestTimeoutMs: fault === "hang" ? 1_000 : 30_000 });
    });
    const count = CONTRACT_CALLS.length;
    expect(stats).toMatchObject({ queued: count, delivered: count, dropped: 0, pending: 0 });
  });
});

test.skipIf(!hasPython)("the example in the Python client's README does what it says", async () => {
  const page = readFileSync(resolve(PACKAGES, "sdk-python/README.md"), "utf8");
  const [, code = ""] = /```python\n([\s\S]*?)```/.exec(page) ?? [];
  server.reset("none");
  // Not spawnSync: the server that the script talks to lives in this process.
  const script = code.replace("https://rapport.example.com", server.origin);
  const options = {
    cwd: resolve(PACKAGES, "sdk-python"),
    env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: "1" },
  };
  const child = spawn("python3", ["-c", script], { ...options, stdio: ["ignore", "ignore", "inherit"] });
  await once(child, "close");
  expect(child.exitCode).toBe(0);
  expect(server.acknowledged.map((message) => message.type)).toEqual(["identify", "track"]);
});
