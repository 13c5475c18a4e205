import type { IncomingMessage } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

/** One request that passed through. */
export type RelayedRequest = {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  /** The body, inflated where it was gzip. */
  body: string;
  /** 0: it had no answer. */
  status: number;
  /** When it was answered, milliseconds of a clock that nobody turns. */
  answeredMs: number;
};

/** A status to answer with instead of passing a request on; 429 asks for a second's pause, 0 ends the connection without an answer. */
export type Refusal = number | "429 without a pause";

/** Stands between a client and a server and notes what passes; `refuse` makes it answer by itself. */
export type Relay = {
  url: string;
  requests: RelayedRequest[];
  /** How to answer the next requests, one each. */
  refuse: Refusal[];
  close: () => Promise<void>;
};

/** Opens a relay to `target`, an origin. */
export async function openRelay(target: string): Promise<Relay> {
  const requests: RelayedRequest[] = [];
  const refuse: Refusal[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const { method = "GET", url: path = "/", headers } = incoming;
    // A preflight is not what is to fail: the request behind it is.
    const refused = method === "POST" ? refuse.shift() : undefined;
    const note = (status: number) => {
      const text = headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
      requests.push({ method, path, headers, body: text.toString("utf8"), status, answeredMs: performance.now() });
    };
    if (refused === 0) {
      note(0);
      return void incoming.socket.destroy();
    }
    const answer = refused === undefined ? await pass(target, incoming, bytes) : refusal(refused);
    note(answer.status);
    // fetch has inflated and joined what came: its lengths and encodings no longer hold.
    const kept = [...answer.headers].filter(
      ([name]) => !/^(content-length|content-encoding|transfer-encoding)$/.test(name),
    );
    // A browser sends a request again by itself when it meets 408, or an end, on a connection that it has used before.
    outgoing.writeHead(answer.status, { ...Object.fromEntries(kept), connection: "close" }).end(await answer.text());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo; // as: a server that listens on a port has an address of this form
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, requests, refuse, close };
}

function pass(target: string, incoming: IncomingMessage, body: Buffer): Promise<Response> {
  const { host: _, connection: __, "content-length": ___, "transfer-encoding": ____, ...headers } = incoming.headers;
  return fetch(target + (incoming.url ?? "/"), {
    method: incoming.method ?? "GET",
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    ...(body.byteLength > 0 ? { body: new Uint8Array(body) } : {}),
  });
}

/** What a server in trouble says, open to every page as ours is. */
function refusal(refused: Refusal): Response {
  const pause: Record<string, string> = refused === 429 ? { "retry-after": "1" } : {};
  const status = Number.parseInt(String(refused), 10);
  const open = { "access-control-allow-origin": "*", "access-control-expose-headers": "Retry-After" };
  return new Response("{}", { status, headers: { ...open, ...pause } });
}
