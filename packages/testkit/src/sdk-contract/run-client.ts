import { spawn } from "node:child_process";
import { CONTRACT_CALLS } from "./contract-calls.ts";

export type ClientRun = {
  /** Address of the server that the client talks to. */
  host: string;
  /** Long where the answer comes: a stalled machine must not look like a silent server. */
  requestTimeoutMs: number;
};

/** What the command-line form of a client reads: the calls of the contract, and the options that make faults short. */
export const contractInput = ({ host, requestTimeoutMs }: ClientRun) => ({
  host,
  writeKey: "pk_test",
  options: { batchEvents: 50, requestTimeoutMs, retryBaseMs: 20, retryMaxMs: 100 },
  calls: CONTRACT_CALLS,
});

/** Runs a client as a command: the calls of the contract as JSON on its input, its counters as JSON on its output. */
export function runClient([program = "", ...args]: readonly string[], run: ClientRun): Promise<unknown> {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk;
  });
  child.stdin.end(JSON.stringify(contractInput(run)));
  return new Promise((settle, reject) =>
    child.on("close", (code) =>
      code === 0 ? settle(JSON.parse(output)) : reject(new Error(`ended with ${code}: ${output}`)),
    ),
  );
}
