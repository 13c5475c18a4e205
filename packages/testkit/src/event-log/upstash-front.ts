import { timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Redis } from "ioredis";
import { z } from "zod";

/** A Redis behind Upstash's REST protocol. */
export type UpstashFront = { url: string; close: () => Promise<void> };

const commandSchema = z.array(z.union([z.string(), z.number()]).transform(String)).min(1);
const commandsSchema = z.array(commandSchema);
/** What Upstash takes in one request on its smaller plans. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

type Answer = { status: number; body: unknown };

/**
 * Serves a real Redis as Upstash serves its own, as far as its published contract goes: a command is a JSON list posted to
 * `/`, several to `/pipeline`, a transaction to `/multi-exec`; `{"result"}` or `{"error"}` comes back, with status 400 for
 * a command that failed and 401 for a wrong token. `Upstash-Encoding: base64` asks for strings in base64, as the client does.
 */
export async function startUpstashFront(redisUrl: string, token: string): Promise<UpstashFront> {
  const redis = new Redis(redisUrl, { autoResendUnfulfilledCommands: false });
  const server = createServer((request, response) => {
    void answer(redis, token, request).then(
      ({ status, body }) => respond(response, status, body),
      (error: unknown) => respond(response, 400, { error: error instanceof Error ? error.message : String(error) }),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // as: a server that listens on a port has an address of this form
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      redis.disconnect();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function answer(redis: Redis, token: string, request: IncomingMessage): Promise<Answer> {
  if (!isAuthorized(request, token)) return { status: 401, body: { error: "Unauthorized" } };
  if (request.method !== "POST") return { status: 405, body: { error: "Method Not Allowed" } };
  const parsed: unknown = JSON.parse(await readBody(request));
  const encode = request.headers["upstash-encoding"] === "base64" ? encodeBase64 : keepText;
  switch (new URL(request.url ?? "/", "http://front").pathname) {
    case "/":
      return answerCommand(redis, commandSchema.parse(parsed), encode);
    case "/pipeline": {
      const answers = commandsSchema.parse(parsed).map((command) => answerCommand(redis, command, encode));
      return { status: 200, body: (await Promise.all(answers)).map(({ body }) => body) };
    }
    case "/multi-exec":
      return answerTransaction(redis, commandsSchema.parse(parsed), encode);
    default:
      return { status: 404, body: { error: "Not Found" } };
  }
}

type Encode = (text: Buffer) => string;

async function answerCommand(redis: Redis, [name = "", ...args]: string[], encode: Encode): Promise<Answer> {
  try {
    return { status: 200, body: { result: encodeReply(await redis.callBuffer(name, ...args), encode) } };
  } catch (error) {
    return { status: 400, body: { error: String(error instanceof Error ? error.message : error) } };
  }
}

async function answerTransaction(redis: Redis, commands: string[][], encode: Encode): Promise<Answer> {
  // One message of the client's library would give text and not bytes; this one runs each command as it was sent.
  const connection = redis.duplicate();
  try {
    await connection.multi({ pipeline: false });
    for (const [name = "", ...args] of commands) await connection.call(name, ...args);
    const replies: unknown = await connection.callBuffer("EXEC");
    const results = Array.isArray(replies) ? replies : [];
    return { status: 200, body: results.map((reply) => toResult(reply, encode)) };
  } catch (error) {
    return { status: 400, body: { error: String(error instanceof Error ? error.message : error) } };
  } finally {
    connection.disconnect();
  }
}

function toResult(reply: unknown, encode: Encode): { result: unknown } | { error: string } {
  return reply instanceof Error ? { error: reply.message } : { result: encodeReply(reply, encode) };
}

/** Texts of a reply as the client asked for them; the status OK is never encoded. */
function encodeReply(reply: unknown, encode: Encode): unknown {
  if (Array.isArray(reply)) return reply.map((part) => encodeReply(part, encode));
  if (!Buffer.isBuffer(reply)) return reply;
  return reply.toString() === "OK" ? "OK" : encode(reply);
}

function encodeBase64(text: Buffer): string {
  return text.toString("base64");
}

function keepText(text: Buffer): string {
  return text.toString();
}

function isAuthorized(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? "");
  const due = Buffer.from(`Bearer ${token}`);
  return given.length === due.length && timingSafeEqual(given, due);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error("ERR max request size exceeded");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function respond(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
