import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import type { ChatDialect } from "./chat-dialects.ts";
import { OPENAI_DIALECT } from "./chat-dialects.ts";

/** What the server does with one request, in the order in which they come; the last one again and again. */
export type ChatAct =
  | { answer: string }
  /** Answers by what it was asked. */
  | { answerBy: (request: ChatRequest) => string }
  | { status: number; retryAfter?: string }
  /** Accepts and says nothing. */
  | "hang"
  /** Ends the connection in the middle of an answer. */
  | "cut"
  /** Goes on for ten megabytes. */
  | "flood"
  /** Something that is no chat completion. */
  | "garbage";

const requestSchema = z.looseObject({ messages: z.array(z.unknown()).default([]) });
export type ChatRequest = z.infer<typeof requestSchema>;

const FLOOD_BYTES = 10 * 1024 * 1024;

/** A server on the loopback address that speaks chat completions, or a vendor's own protocol, and misbehaves by a script. */
export async function startFakeChatServer(acts: ChatAct[], dialect: ChatDialect = OPENAI_DIALECT) {
  const requests: ChatRequest[] = [];
  const keys: (string | undefined)[] = [];
  const paths: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const parsed = requestSchema.parse(JSON.parse(body));
    requests.push(parsed);
    keys.push(dialect.readKey(request.headers));
    paths.push(request.url ?? "");
    const act = acts.length > 1 ? acts.shift() : acts[0];
    const isStream = dialect.isStream(request.url ?? "", parsed);
    if (act !== undefined) perform({ act, request: parsed, isStream, dialect }, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // as: a server that listens on a port has an address of this kind
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}${dialect.basePath}`,
    requests,
    keys,
    paths,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

type Performance = { act: ChatAct; request: ChatRequest; isStream: boolean; dialect: ChatDialect };

function perform({ act, request, isStream, dialect }: Performance, response: ServerResponse): void {
  if (act === "hang") return;
  if (act === "garbage") {
    response.end("<html>");
    return;
  }
  if (act === "cut") {
    response.write('{"choices":[{"mess');
    setTimeout(() => response.destroy(), 20);
    return;
  }
  if (act === "flood") {
    flood(response);
    return;
  }
  if ("status" in act) {
    response.writeHead(act.status, act.retryAfter === undefined ? {} : { "retry-after": act.retryAfter });
    response.end("no");
    return;
  }
  const content = "answer" in act ? act.answer : act.answerBy(request);
  if (isStream) {
    streamAnswer(dialect.events(content), response);
    return;
  }
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(dialect.whole(content, request)));
}

function streamAnswer(events: string, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  // Cut anywhere: events do not come as they were sent.
  const bytes = Buffer.from(events);
  for (let at = 0; at < bytes.length; at += 13) response.write(bytes.subarray(at, at + 13));
  response.end();
}

function flood(response: ServerResponse): void {
  response.on("error", () => undefined);
  response.write('{"choices":[{"message":{"content":"');
  const chunk = "x".repeat(65_536);
  for (let sent = 0; sent < FLOOD_BYTES && !response.destroyed; sent += chunk.length) response.write(chunk);
  response.end('"}}]}');
}
