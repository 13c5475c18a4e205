import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { profileSchema } from "@rapport/contracts/profiles";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { expect, test } from "vitest";
import { findPython } from "./find-python.ts";

const python = findPython();

test.skipIf(!python)("the Python client keeps its promises, on the machine's own Python", () => {
  const cwd = new URL("..", import.meta.url).pathname;
  const env = { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: "1" };
  const run = spawnSync(python ?? "", ["-W", "error::ResourceWarning", "-m", "unittest"], {
    cwd,
    env,
    encoding: "utf8",
  });
  expect(run.stderr).toMatch(/^OK$/m);
  expect(run.status).toBe(0);
});

/** Debian's Python has venv without what fills one. */
const hasPip = Boolean(python) && spawnSync(python ?? "", ["-c", "import venv, ensurepip"]).status === 0;

test.skipIf(!hasPip)(
  "the Python client builds, and installs from its source distribution without a network",
  {
    timeout: 600_000,
  },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "rapport-python-"));
    const run = async (command: string, ...args: string[]) => {
      const env = { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: "1" };
      return (await promisify(execFile)(command, args, { cwd: folder, env })).stdout.trim();
    };
    try {
      const source = JSON.stringify(new URL("..", import.meta.url).pathname);
      const build = `import sys; sys.path.insert(0, ${source}); import build_wheel as b; print(b.build_wheel("."), b.build_sdist("."))`;
      const built = await run(python ?? "", "-c", build);
      expect(built).toBe("rapport_marketing-0.1.0-py3-none-any.whl rapport_marketing-0.1.0.tar.gz");
      await run(python ?? "", "-m", "venv", "venv");
      const inside = join(folder, "venv/bin/python");
      await run(inside, "-m", "pip", "install", "--no-index", "--no-cache-dir", "./rapport_marketing-0.1.0.tar.gz");
      const use =
        'import rapport, importlib.metadata as m; print(rapport.MarketingClient.__name__, m.requires("rapport-marketing"))';
      expect(await run(inside, "-c", use)).toBe("MarketingClient None");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

test.skipIf(!python)("the Python client reads of a person what the server knows", async () => {
  const server = await composeTestServer();
  try {
    const rule = { name: "Readers", text: 'did "Article Read" at least 2 times' };
    const segment = await (await server.ask("/api/v1/segments", { key: server.secretKey, body: rule })).json();
    const read = { type: "track", userId: "a/da", event: "Article Read" };
    const sent = await server.send([{ type: "identify", userId: "a/da", traits: { plan: "pro" } }, read, read, read]);
    await server.settle(String((await sent.json()).offset));
    const know = async () => (await askPython(server, "a/da"))[1];
    await expect.poll(know, { timeout: 60_000, interval: 500 }).toMatchObject([{ id: segment.id, name: "Readers" }]);
    const [profile, , intents] = await askPython(server, "a/da");
    expect(profileSchema.parse(profile)).toMatchObject({ userId: "a/da", traits: { plan: "pro" }, eventCount: 4 });
    expect(intents).toMatchObject({ userId: "a/da", intents: [], sendTime: null });
    expect(await askPython(server, "nobody")).toEqual([null, null, null]);
    await expect(askPython({ ...server, secretKey: "sk_wrong" }, "a/da")).rejects.toThrow("RequestError: HTTP 401");
  } finally {
    await server.close();
  }
});

/** The profile, segments and intents of a person, as the client has them. The server is in this process: nothing may block it. */
async function askPython({ secretKey, listen }: TestServer, userId: string): Promise<unknown[]> {
  const script = new URL("../tests/ask_cli.py", import.meta.url).pathname;
  const env = { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: "1" };
  const { stdout } = await promisify(execFile)(python ?? "", [script, secretKey, await listen(), userId], { env });
  return JSON.parse(stdout);
}

if (!python) console.warn("skipped: the tests of the Python client need python3, 3.9 or later");
