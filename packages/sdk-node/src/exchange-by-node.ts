import type { ClientRequest, IncomingMessage } from "node:http";
import type { Answer } from "@rapport/sdk-core";
import type { Exchange, ExchangeRequest } from "./exchange.ts";
import { exchangeByFetch } from "./exchange.ts";
import { LIBRARY } from "./library.ts";

/** Some firewalls turn away who does not say its name. */
const USER_AGENT = `${LIBRARY.name.slice(1).replace("/", "-")}/${LIBRARY.version}`;

/**
 * By Node's HTTP client, on the global agent of the process: its kept connections, its certificates, its proxy. The first `fetch`
 * of a process compiles a client of its own, HTTP/2 included: 45 to 80 ms of processor time, and each request costs five times as
 * much afterwards. A version of Node that cannot be asked for its modules (before 20.16) has `fetch`, and so has an
 * answer that sends elsewhere.
 */
export const exchangeByNode: Exchange = async (url, request) => {
  const node = process.getBuiltinModule?.(url.startsWith("https:") ? "node:https" : "node:http");
  const answer = node && (await exchange(node.request, url, request));
  return !answer || (answer.status >= 300 && answer.status < 400) ? exchangeByFetch(url, request) : answer;
};

/** How the end of a connection shows: by its reset, or by the write that comes after it. */
const GIVEN_UP = new Set<string | undefined>(["ECONNRESET", "EPIPE"]);

type Open = (
  url: string,
  options: Pick<ExchangeRequest, "method" | "headers" | "signal">,
  hear: (response: IncomingMessage) => void,
) => ClientRequest;

function exchange(open: Open, url: string, request: ExchangeRequest): Promise<Answer> {
  const { method, headers, body, signal, repeatable = method !== "POST" } = request;
  return new Promise((resolve, reject) => {
    let begun = false;
    const options = { method, headers: { "user-agent": USER_AGENT, ...headers }, signal };
    const sending = open(url, options, (response) => {
      begun = true;
      // An answer that breaks off is no answer, and ends with an error.
      response.on("error", reject);
      readText(response, (text) =>
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers["retry-after"] ?? null, text }),
      );
    });
    sending.on("error", (cause: NodeJS.ErrnoException) => {
      // The server gave up a kept connection as the request left. Each attempt uses one of those up, so that this ends.
      const isStale = repeatable && sending.reusedSocket && !begun && GIVEN_UP.has(cause.code);
      if (isStale) resolve(exchange(open, url, request));
      else reject(signal.aborted ? signal.reason : cause);
    });
    sending.end(body);
  });
}

function readText(response: IncomingMessage, done: (text: string) => void): void {
  let text = "";
  response.setEncoding("utf8");
  response.on("data", (part: string) => {
    text += part;
  });
  response.on("end", () => done(text));
}
