import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Starts a script or program of this repository and reads its first line, which is JSON. */
export async function runChild(
  args: readonly string[],
  env: Record<string, string | undefined> = {},
): Promise<{ child: ChildProcess; pid: number; line: Record<string, unknown> }> {
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  for await (const text of createInterface({ input: child.stdout })) {
    return { child, pid: child.pid ?? 0, line: JSON.parse(text) };
  }
  throw new Error(`${args.join(" ")} ended without a line`);
}

/** Asks a child to end and waits until it has. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}
