import type { ChildProcess } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { readAllEvents, waitUntilFolded } from "@rapport/testkit/server/api-client";
import type { SpawnedServer } from "@rapport/testkit/server/spawn-server";
import { spawnServer } from "@rapport/testkit/server/spawn-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const FOLDER = fileURLToPath(new URL("../", import.meta.url));
const python = prepareFlask();
if (!python) console.warn("skipped: the Flask example needs python3 with venv and pip, and an index that pip reaches");

/** A Python that has Flask, kept between runs; undefined where the machine has none. */
function prepareFlask(): string | undefined {
  const folder = join(ROOT, ".cache/flask-venv");
  const own = join(folder, "bin/python");
  const run = (command: string, ...words: string[]) =>
    spawnSync(command, words, { stdio: "ignore", timeout: 60_000 }).status === 0;
  if (existsSync(own) && run(own, "-c", "import flask")) return own;
  const made = run("python3", "-m", "venv", folder);
  return made && run(own, "-m", "pip", "install", "-q", "-r", join(FOLDER, "requirements.txt")) ? own : undefined;
}

describe.skipIf(!python)("the Flask example", () => {
  let product: SpawnedServer;
  let app: ChildProcess;
  let origin = "";
  beforeAll(async () => {
    product = await spawnServer();
    app = spawn(python ?? "", ["-u", "app.py"], {
      cwd: FOLDER,
      stdio: ["ignore", "ignore", "pipe"],
      env: {
        PATH: process.env.PATH,
        PYTHONPATH: join(ROOT, "packages/sdk-python"),
        PYTHONDONTWRITEBYTECODE: "1",
        PORT: "0",
        RAPPORT_HOST: product.url,
        RAPPORT_KEY: product.report.secretKey,
      },
    });
    // Flask tells its free port on stderr.
    if (!app.stderr) throw new Error("The application has no stderr");
    for await (const line of createInterface({ input: app.stderr })) {
      origin = /http:\/\/[\d.]+:\d+/.exec(line)?.[0] ?? "";
      if (origin) break;
    }
  });
  afterAll(async () => {
    if (app?.exitCode === null) {
      app.kill("SIGKILL");
      await once(app, "exit");
    }
    await product?.dispose();
  });

  test("what a reader did is stored when the process is asked to end, and the shelf has an answer", async () => {
    const headers = { "x-user-id": "grace", "content-type": "application/json" };
    await fetch(`${origin}/session`, { method: "POST", headers, body: JSON.stringify({ plan: "family" }) });
    expect((await fetch(`${origin}/loans/compilers`, { method: "POST", headers })).status).toBe(201);
    expect(await (await fetch(`${origin}/shelf`, { headers })).json()).toEqual(expect.any(Array));
    // Control-C, as in a terminal: what waits is delivered before the interpreter ends.
    app.kill("SIGINT");
    await once(app, "exit");
    await waitUntilFolded(product);
    const events = await readAllEvents(product);
    const told = events.map(({ type, userId, payload }) => [userId, payload.event ?? type].join(": "));
    expect(told).toEqual(expect.arrayContaining(["grace: identify", "grace: Book Borrowed"]));
  });
});
