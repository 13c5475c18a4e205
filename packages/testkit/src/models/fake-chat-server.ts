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
  /** Answers at once, also where a stream was asked for. */
  | { whole: string }
  /** Says in the middle of a stream that something went wrong. */
  | { failsAfter: string }
  /** Answers by what it was asked. */
  | { answerBy: (request: ChatRequest) => string }
  | { status: number; retryAfter?: string }
  /** Accepts and says nothing. */
  | "hang"
  /** Begins to answer and says no more. */
  | "stall"
  /** Ends the connection in the middle of an answer. */
  | "cut"
  /** Ends the answer in its middle, as if it were whole. */
  | "short"
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
  if (typeof act !== "string" && "status" in act) {
    response.writeHead(act.status, act.retryAfter === undefined ? {} : { "retry-after": act.retryAfter });
    response.end("no");
    return;
  }
  const isWhole = !isStream || (typeof act !== "string" && "whole" in act);
  response.writeHead(200, { "content-type": isWhole ? "application/json" : "text/event-stream" });
  if (typeof act === "string") {
    misbehave(act, isWhole ? '{"choices":[{"message":{"content":"' : dialect.piece('{"variants":['), response);
    if (act === "flood") flood(isWhole ? undefined : dialect, response);
    return;
  }
  if ("failsAfter" in act) {
    response.end(`${dialect.piece(act.failsAfter)}data: {"error":{"message":"overloaded"}}\n\n`);
    return;
  }
  const content = "answer" in act ? act.answer : "whole" in act ? act.whole : act.answerBy(request);
  if (isWhole) response.end(JSON.stringify(dialect.whole(content, request)));
  else streamAnswer(dialect.events(content), response);
}

/** Begins an answer and does not end it well. */
function misbehave(act: "stall" | "cut" | "short" | "flood", beginning: string, response: ServerResponse): void {
  response.write(beginning);
  if (act === "cut") setTimeout(() => response.destroy(), 20);
  if (act === "short") response.end();
}

function streamAnswer(events: string, response: ServerResponse): void {
  // Cut anywhere: events do not come as they were sent.
  const bytes = Buffer.from(events);
  for (let at = 0; at < bytes.length; at += 13) response.write(bytes.subarray(at, at + 13));
  response.end();
}

/** Of a stream there is no end behind it: whoever waits for one waits in vain. */
function flood(dialect: ChatDialect | undefined, response: ServerResponse): void {
  response.on("error", () => undefined);
  const text = "x".repeat(65_536);
  const chunk = dialect ? dialect.piece(text) : text;
  for (let sent = 0; sent < FLOOD_BYTES && !response.destroyed; sent += chunk.length) response.write(chunk);
  if (!dialect) response.end('"}}]}');
}
