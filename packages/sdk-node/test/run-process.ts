import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";

export type ProcessEnd = { code: number | null; signal: NodeJS.Signals | null; output: string };

/** A script that runs in a Node process of its own. */
export class ScriptProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<ProcessEnd>;
  output = "";

  constructor(source: string) {
    this.child = spawn(process.execPath, ["--input-type=module", "-e", source]);
    const collect = (chunk: Buffer) => {
      this.output += chunk;
    };
    this.child.stdout?.on("data", collect);
    this.child.stderr?.on("data", collect);
    this.ended = new Promise((resolve) =>
      this.child.on("close", (code, signal) => resolve({ code, signal, output: this.output })),
    );
  }

  /** Waits until the script has written this. @throws Error when it ends before */
  async untilOutput(text: string): Promise<void> {
    let over = false;
    void this.ended.then(() => {
      over = true;
    });
    while (!this.output.includes(text)) {
      if (over) throw new Error(`ended without ${JSON.stringify(text)}: ${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}

export async function runProcess(source: string): Promise<{ code: number | null; output: string }> {
  const { code, output } = await new ScriptProcess(source).ended;
  return { code, output };
}
