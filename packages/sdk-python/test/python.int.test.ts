import { spawnSync } from "node:child_process";
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

if (!python) console.warn("skipped: the tests of the Python client need python3, 3.9 or later");
