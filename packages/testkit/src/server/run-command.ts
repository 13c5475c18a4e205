import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import type { ServerOptions } from "./spawn-server.ts";
import { SERVER_CALL, serverEnvironment } from "./spawn-server.ts";

const TIMEOUT_MS = 90_000;

export type CommandResult = { code: number | null; stdout: string; stderr: string };

/** A command under way. */
export type RunningCommand = { child: ChildProcess; result: Promise<CommandResult> };

/** Runs a command of the built program to its end. */
export function runCommand(
  args: readonly string[],
  options: ServerOptions & { dataDir: string },
): Promise<CommandResult> {
  return startCommand(args, options).result;
}

/** Starts a command of the built program, or of the one that `program` names; the caller may signal it. */
export function startCommand(
  args: readonly string[],
  options: ServerOptions & { dataDir: string },
  program?: string,
): RunningCommand {
  const child = spawn(process.execPath, [...(program === undefined ? SERVER_CALL : [program]), ...args], {
    env: serverEnvironment(options),
    stdio: ["ignore", "pipe", "pipe"],
    timeout: TIMEOUT_MS,
    killSignal: "SIGKILL",
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString("utf8");
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString("utf8");
  });
  const result = new Promise<CommandResult>((settle, reject) => {
    child.once("error", reject);
    child.once("close", (code) => settle({ code, stdout, stderr }));
  });
  return { child, result };
}
