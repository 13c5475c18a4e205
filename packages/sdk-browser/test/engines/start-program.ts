import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

const START_MS = 60_000;
const END_MS = 5_000;

export type Program = {
  /** What the awaited line says. */
  match: RegExpExecArray;
  end(): Promise<void>;
};

/** Starts a program and waits for a line of its output. @throws Error with the output when the program ends before */
export async function startProgram(
  command: string,
  args: string[],
  line: RegExp,
  env: Record<string, string> = {},
): Promise<Program> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const end = () => endChild(child);
  try {
    return { match: await readLine(child, line), end };
  } catch (error) {
    await end();
    throw error;
  }
}

function readLine(child: ChildProcess, line: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let output = "";
    const fail = (reason: string) => reject(new Error(`${child.spawnfile} ${reason}:\n${output}`));
    const timer = setTimeout(fail, START_MS, "said nothing in time");
    const look = (chunk: Buffer) => {
      output += chunk;
      const match = line.exec(output);
      if (!match) return;
      clearTimeout(timer);
      resolve(match);
    };
    child.stdout?.on("data", look);
    child.stderr?.on("data", look);
    child.once("error", (error) => fail(String(error)));
    child.once("exit", (code) => fail(`ended with ${code}`));
  });
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await Promise.race([ended, sleep(END_MS, undefined, { ref: false })]);
  child.kill("SIGKILL");
}
