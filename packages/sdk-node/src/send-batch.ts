import type { SendBatch } from "@rapport/sdk-core";
import type { Platform } from "./platform.ts";
import type { RequestObserver } from "./request-observer.ts";
import { observeRequest } from "./request-observer.ts";
import type { SignRequest } from "./sign-request.ts";

export type SendOptions = {
  host: string;
  writeKey: string;
  requestTimeoutMs: number;
  gzip: boolean;
  /** Makes the headers of a signed body. */
  sign?: SignRequest | undefined;
  onRequest?: RequestObserver | undefined;
};

/** Below this a compressed body saves no packet on the network and costs time at both ends. */
const GZIP_FROM_BYTES = 1_024;

/** A transport that posts batches to `/v1/batch`, over connections that are kept alive. */
export function createSendBatch(options: SendOptions, platform: Pick<Platform, "compress" | "exchange">): SendBatch {
  const { compress, exchange } = platform;
  const { host, writeKey, requestTimeoutMs, gzip, sign, onRequest } = options;
  const url = `${host}/v1/batch`;
  const authorization = `Basic ${btoa(`${writeKey}:`)}`;
  const plainHeaders = { authorization, "content-type": "application/json" };
  const gzipHeaders = { ...plainHeaders, "content-encoding": "gzip" };
  return async (whole) => {
    const zipped = gzip && whole.bytes >= GZIP_FROM_BYTES ? await compress?.(whole) : undefined;
    const body = zipped ?? whole.parts.join("");
    const signed = await sign?.(body);
    const start = { kind: "batch", method: "POST", url, bytes: zipped?.length ?? whole.bytes } as const;
    return observeRequest(onRequest, start, (headers) => {
      const own = zipped ? gzipHeaders : plainHeaders;
      const signal = AbortSignal.timeout(requestTimeoutMs);
      const all = { ...headers, ...own, ...signed };
      return exchange(url, { method: "POST", headers: all, body, signal, repeatable: true });
    });
  };
}
