import { spawnSync } from "node:child_process";

/** Name of a Python that the client supports (3.9 or later), if the machine has one. */
export function findPython(): string | undefined {
  const check = "import sys; sys.exit(sys.version_info < (3, 9))";
  return ["python3", "python"].find((name) => spawnSync(name, ["-c", check]).status === 0);
}
