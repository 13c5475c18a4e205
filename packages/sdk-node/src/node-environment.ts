import { randomUUID } from "node:crypto";
import type { Environment } from "@rapport/sdk-core";

/** The client's surroundings in a Node process. Timers do not keep the process alive: its end is the host's decision. */
export const nodeEnvironment: Environment = {
  now: Date.now,
  random: Math.random,
  newUuid: randomUUID,
  byteLength: (text) => Buffer.byteLength(text),
  startTimer: (run, delayMs) => {
    const timer = setTimeout(run, delayMs).unref();
    return () => clearTimeout(timer);
  },
};
