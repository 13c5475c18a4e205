import type { BatchBody, Environment } from "@rapport/sdk-core";
import { randomUuid } from "@rapport/sdk-core";
import { BaseClient } from "../base-client.ts";
import { exchangeByFetch } from "../exchange.ts";
import type { AnyEvents } from "../inputs.ts";
import type { RapportOptions } from "../options.ts";
import { readOptions } from "../options.ts";

/**
 * The client for runtimes with web standards only: workers, edge functions, Deno, Bun. Such a runtime stops after the
 * answer: pass `rapport.flush()` to its `waitUntil`. It has no process, so there are no exit hooks and no spool on disk.
 */
export class Rapport<Events extends object = AnyEvents> extends BaseClient<Events> {
  /** @throws TypeError when `writeKey` or `host` is missing */
  constructor(options: RapportOptions) {
    super(readOptions(options), { environment: edgeEnvironment, compress: compressBody, exchange: exchangeByFetch });
  }
}

const encoder = new TextEncoder();

const edgeEnvironment: Environment = {
  now: Date.now,
  random: Math.random,
  newUuid: randomUuid,
  byteLength: (text) => encoder.encode(text).length,
  startTimer: (run, delayMs) => {
    const timer: unknown = setTimeout(run, delayMs);
    // Bun and Deno keep a process alive for a timer, like Node; workers answer a number here.
    if (typeof timer === "object" && timer && "unref" in timer && typeof timer.unref === "function") timer.unref();
    // as: clearTimeout takes back what setTimeout gave
    return () => clearTimeout(timer as number);
  },
};

async function compressBody({ parts }: BatchBody): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([...parts]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
