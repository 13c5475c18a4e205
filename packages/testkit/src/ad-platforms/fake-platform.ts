import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createOutgoing } from "@rapport/domain/outgoing/outgoing";
import type { PlatformAnswer, TokenSource } from "@rapport/ports/ad-platform";

export type FakeRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  /** Parsed JSON; undefined without a body. */
  body: unknown;
};
export type FakeAnswer = { status: number; headers?: Record<string, string>; body: unknown };
/** What was asked, and what is answered to it. */
export type Exchange = FakeRequest & { answer: FakeAnswer };

/**
 * One way to go wrong. `instead`: nothing is done and this is answered. `after`: it is done, and then the answer is lost. `token`:
 * what happens to access. `lasts`: until it is healed, not once.
 */
export type Fault = {
  instead?: FakeAnswer | "reset" | "hang";
  after?: FakeAnswer | "reset" | "truncate" | "late";
  token?: "expires" | "is revoked";
  lasts?: boolean;
};

/** What goes wrong on the way to every platform, and with access to it. */
export const LINE_FAULTS = {
  "reset before": { instead: "reset" },
  "reset after": { after: "reset" },
  "timeout before": { instead: "hang" },
  "timeout after": { after: "late" },
  "truncated answer": { after: "truncate" },
  "expired token": { token: "expires" },
} as const satisfies Record<string, Fault>;

export type FakePlatformOptions = {
  handle: (request: FakeRequest) => FakeAnswer;
  /** What is answered to a token that is not valid. */
  refuseToken: FakeAnswer;
  /** Whether a request may be answered; by its bearer token unless said. */
  knows?: (request: FakeRequest, validToken: string) => boolean;
  faults: Record<string, Fault>;
  /** How an exchange departs from what the platform publishes. A fake that saw one does not close quietly. */
  check?: (exchange: Exchange) => string[];
};

/** Time after which a request that is to hang is given up, ms. */
const PATIENCE_MS = 60;

/**
 * A platform's interface on a port of this machine, in plain node:http: it holds requests to our contract by `handle`, and requests and
 * answers to published definitions by `check`, goes wrong as it is told, and gives out tokens.
 */
export async function openFakePlatform(options: FakePlatformOptions) {
  const { handle, refuseToken, knows = bearsToken, faults, check = () => [] } = options;
  const departures: string[] = [];
  let armed: { fault: Fault; skip: number } | undefined;
  const access = { valid: "token-1", held: "token-1", isRevoked: false, issued: 1, refreshes: 0 };
  const seen: FakeRequest[] = [];

  const strike = (): Fault | undefined => {
    if (!armed || armed.skip-- > 0) return undefined;
    const { fault } = armed;
    if (!fault.lasts) armed = undefined;
    return fault;
  };
  const respond = (request: FakeRequest): FakeAnswer => {
    return knows(request, access.valid) && !access.isRevoked ? handle(request) : refuseToken;
  };
  const server = createServer(async (incoming, response) => {
    const request = await readRequest(incoming);
    seen.push(request);
    const fault = strike();
    if (fault?.token === "expires") access.valid = `token-${++access.issued}`;
    if (fault?.token === "is revoked") access.isRevoked = true;
    await goOn(response, fault ?? {}, {
      respond: () => respond(request),
      look: (answer) => void departures.push(...check({ ...request, answer })),
    });
  });
  const port = await listen(server);
  const outgoing = createOutgoing({ allowed: [`127.0.0.1:${port}`] });
  const isPatient = () =>
    !(armed && armed.skip === 0 && (armed.fault.instead === "hang" || armed.fault.after === "late"));

  return {
    baseUrl: `http://127.0.0.1:${port}`,
    seen,
    faults: Object.keys(faults),
    access,
    tokens: tokensOf(access),
    send: (url: string, request: Parameters<typeof outgoing.fetch>[1] = {}) =>
      outgoing.fetch(url, isPatient() ? request : { ...request, timeoutMs: PATIENCE_MS }),
    inject: (name: string, skip: number) => {
      const fault = faults[name];
      armed = fault && { fault, skip };
    },
    heal: () => {
      armed = undefined;
      access.isRevoked = false;
    },
    close: async () => {
      await closeServer(server);
      if (departures.length > 0) throw new Error(`Not as published: ${[...new Set(departures)].join("; ")}`);
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port; // as: a server that listens on a port has an address of this form
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

function bearsToken({ headers }: FakeRequest, validToken: string): boolean {
  return headers.authorization === `Bearer ${validToken}`;
}

/** Answers a request as a fault will have it; without one, as the platform does. */
async function goOn(
  response: ServerResponse,
  { instead, after }: Fault,
  { respond, look }: { respond: () => FakeAnswer; look: (answer: FakeAnswer) => void },
): Promise<void> {
  if (instead === "hang") return;
  if (instead === "reset") return void response.socket?.destroy();
  if (instead) {
    // A refusal is of a published form; what stands there for a good answer is wrong on purpose.
    if (instead.status >= 400) look(instead);
    return send(response, instead);
  }
  const answer = respond();
  look(answer);
  if (typeof after === "object") look(after);
  if (after === "reset") return void response.socket?.destroy();
  if (after === "late") return void setTimeout(() => send(response, answer), 4 * PATIENCE_MS);
  if (after === "truncate") return send(response, answer, 0.6);
  send(response, after ?? answer);
}

/** Gives out the token it holds, and fetches the valid one where that is stale. */
function tokensOf(access: { valid: string; held: string; isRevoked: boolean; refreshes: number }): TokenSource {
  return {
    get: async () => ({ ok: true, value: access.held }),
    refresh: async (): Promise<PlatformAnswer<string>> => {
      access.refreshes++;
      if (access.isRevoked) return { ok: false, failure: { kind: "disconnected", message: "Access was withdrawn" } };
      access.held = access.valid;
      return { ok: true, value: access.held };
    },
  };
}

async function readRequest(incoming: IncomingMessage): Promise<FakeRequest> {
  const url = new URL(incoming.url ?? "/", "http://fake");
  const body = await text(incoming);
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  const { pathname: path, searchParams: query } = url;
  return { method: incoming.method ?? "GET", path, query, headers, body: body === "" ? undefined : JSON.parse(body) };
}

function send(response: ServerResponse, { status, headers = {}, body }: FakeAnswer, share = 1): void {
  const json = typeof body === "string" ? body : JSON.stringify(body);
  const cut = share === 1 ? json : json.slice(0, Math.max(1, Math.floor(json.length * share)));
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(status === 204 ? undefined : cut);
}
