import type { Agent, IncomingMessage } from "node:http";
import { request } from "node:http";
import type { HostileRequest } from "./hostile-requests.ts";

export type RawAnswer = { status: number; contentType: string; text: string };

const TIMEOUT_MS = 20_000;

/** Sends a request as it is; `fetch` would refuse or mend some. @throws Error when no answer comes */
export function sendRaw(origin: string, agent: Agent, hostile: HostileRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin);
  const { method, path, headers, body } = hostile;
  const length = body === undefined ? {} : { "Content-Length": String(body.byteLength) };
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, agent, method, path, headers: { ...headers, ...length } });
    let answered = false;
    outgoing.setTimeout(TIMEOUT_MS, () => outgoing.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    outgoing.once("response", (response) => {
      answered = true;
      readAnswer(response).then(resolve, reject);
    });
    // A server may refuse a large body and hang up while it is still being sent; what it said has arrived then.
    outgoing.on("error", (error) => !answered && reject(error));
    outgoing.end(body);
  });
}

async function readAnswer(response: IncomingMessage): Promise<RawAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  return { status: response.statusCode ?? 0, contentType: response.headers["content-type"] ?? "", text };
}
