import type { Agent, IncomingMessage } from "node:http";
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { HostileBody } from "./body-arbitrary.ts";
import type { Answer } from "./judge-answer.ts";

const TIMEOUT_MS = 30_000;
const REST_MS = 15;

/** Sends a body as it is over a kept connection, in one piece or several. @throws Error when no answer comes */
export function sendBody(origin: URL, agent: Agent, key: string, hostile: HostileBody): Promise<Answer> {
  const { path, body, headers, pieces } = hostile;
  return new Promise((resolve, reject) => {
    const outgoing = request({
      hostname: origin.hostname,
      port: origin.port,
      agent,
      method: "POST",
      path,
      headers: { ...headers, Authorization: `Bearer ${key}`, "Content-Length": String(body.byteLength) },
    });
    let answered = false;
    outgoing.setTimeout(TIMEOUT_MS, () => outgoing.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    outgoing.once("response", (response) => {
      answered = true;
      readAnswer(response).then(resolve, reject);
    });
    // A server may refuse a large body and hang up while it is still being sent; what it said has arrived then.
    outgoing.on("error", (error) => !answered && reject(error));
    if (pieces === 1) outgoing.end(body);
    else void sendSlowly(outgoing, body, pieces);
  });
}

async function sendSlowly(outgoing: ReturnType<typeof request>, body: Uint8Array, pieces: number): Promise<void> {
  const length = Math.ceil(body.byteLength / pieces);
  for (let piece = 0; piece < pieces && !outgoing.destroyed; piece++) {
    outgoing.write(body.subarray(piece * length, (piece + 1) * length));
    await sleep(REST_MS);
  }
  outgoing.end();
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return {
    status: response.statusCode ?? 0,
    retryAfter: response.headers["retry-after"],
    text: Buffer.concat(chunks).toString("utf8"),
  };
}
