import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Environment } from "@rapport/sdk-core";

const deflate = promisify(gzip);

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

/** Level 1 costs a third of the default level and still saves five sixths of the bytes of a batch of events. */
export function compressBody(body: string): Promise<Uint8Array<ArrayBuffer>> {
  return deflate(body, { level: 1 });
}
