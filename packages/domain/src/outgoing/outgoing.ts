import { lookup } from "node:dns/promises";
import type { IncomingMessage, RequestOptions } from "node:http";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import { RapportError } from "@rapport/contracts/errors";
import { isPublicAddress } from "./public-address.ts";

const PORTS = new Set(["", "80", "443"]);

export type OutgoingRequest = {
  method?: "GET" | "POST" | "PATCH";
  headers?: Record<string, string>;
  body?: string;
  timeoutMs?: number;
  /** Bytes of the answer that are read; what comes after is cut. */
  maxBytes?: number;
  /** Redirects that are followed, each checked like the first address. */
  redirects?: number;
};

export type OutgoingAnswer = {
  status: number;
  headers: Record<string, string>;
  /** As it came; `body` is the same read as UTF-8. */
  bytes: Uint8Array;
  body: string;
};

export type OutgoingOptions = {
  /** `host:port` that may be reached although they are not public, or by another port. */
  allowed?: readonly string[];
  /** Addresses of a name; the system's resolver unless said. */
  resolve?: (hostname: string) => Promise<string[]>;
};

/** Where requests to addresses that users gave go out. */
export type Outgoing = {
  /** @throws RapportError invalid_parameter naming why the address may not be asked */
  check(url: string): URL;
  /** @throws RapportError invalid_parameter as `check`, and when the name has an address that is not public; any error of the network */
  fetch(url: string, request?: OutgoingRequest): Promise<OutgoingAnswer>;
};

/**
 * Requests that cannot be turned against the network that the server stands in (SSRF): http and https on their own ports, no
 * credentials in the address, every address of the name public, and the connection to the very address that was checked, so
 * that a name cannot resolve to another one in between. The same for each redirect. Time and size are bounded.
 */
export function createOutgoing({ allowed = [], resolve = resolveName }: OutgoingOptions = {}): Outgoing {
  const exceptions = new Set(allowed);
  const isException = (url: URL) =>
    exceptions.has(`${url.hostname}:${url.port || (url.protocol === "https:" ? 443 : 80)}`);

  function check(text: string): URL {
    const url = URL.parse(text);
    if (!url || !/^https?:$/.test(url.protocol)) throw refusal("must be an http:// or https:// address");
    if (url.username !== "" || url.password !== "") throw refusal("must not hold a user name or password");
    if (!PORTS.has(url.port) && !isException(url)) throw refusal("must use port 80 or 443");
    const literal = url.hostname.replace(/^\[|\]$/g, "");
    if (isIP(literal) !== 0 && !isPublicAddress(literal) && !isException(url)) throw refusal("is not a public address");
    return url;
  }

  async function pin(url: URL): Promise<string> {
    const literal = url.hostname.replace(/^\[|\]$/g, "");
    const addresses = isIP(literal) === 0 ? await resolve(url.hostname) : [literal];
    const [first] = addresses;
    if (first === undefined) throw refusal("has no address");
    // One that is not public is enough: which one a client takes is chance.
    if (!isException(url) && !addresses.every(isPublicAddress)) throw refusal("leads to an address that is not public");
    return first;
  }

  async function fetch(text: string, asked: OutgoingRequest = {}): Promise<OutgoingAnswer> {
    const signal = AbortSignal.timeout(asked.timeoutMs ?? 15_000);
    let url = check(text);
    for (let left = asked.redirects ?? 0; ; left--) {
      const answer = await send(url, await pin(url), asked, signal);
      const location = answer.headers.location;
      if (location === undefined || answer.status < 300 || answer.status > 399 || left === 0) return answer;
      url = check(new URL(location, url).href);
    }
  }
  return { check, fetch };
}

function send(url: URL, address: string, asked: OutgoingRequest, signal: AbortSignal): Promise<OutgoingAnswer> {
  const options: RequestOptions & { servername?: string } = {
    host: address,
    port: url.port || (url.protocol === "https:" ? 443 : 80),
    path: url.pathname + url.search,
    method: asked.method ?? "GET",
    headers: {
      ...asked.headers,
      host: url.host,
      ...(asked.body === undefined ? {} : { "content-length": Buffer.byteLength(asked.body) }),
    },
    signal,
    // No connection of another request, which may have been checked for another name.
    agent: false,
    ...(isIP(url.hostname) === 0 ? { servername: url.hostname } : {}),
  };
  return new Promise((resolve, reject) => {
    const sending = (url.protocol === "https:" ? requestHttps : requestHttp)(options, (incoming) => {
      readAnswer(incoming, asked.maxBytes ?? 64 * 1024).then(resolve, reject);
    });
    sending.on("error", reject);
    sending.end(asked.body);
  });
}

async function readAnswer(incoming: IncomingMessage, maxBytes: number): Promise<OutgoingAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= maxBytes) break;
  }
  incoming.destroy();
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  const bytes = Buffer.concat(chunks).subarray(0, maxBytes);
  return {
    status: incoming.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    bytes,
    body: bytes.toString("utf8"),
  };
}

async function resolveName(hostname: string): Promise<string[]> {
  return (await lookup(hostname, { all: true })).map(({ address }) => address);
}

function refusal(message: string): RapportError {
  return new RapportError("invalid_parameter", `The address ${message}`, { fields: [{ pointer: "/url", message }] });
}
