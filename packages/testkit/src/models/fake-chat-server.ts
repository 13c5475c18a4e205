import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

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

const requestSchema = z.looseObject({ stream: z.boolean().default(false), messages: z.array(z.unknown()) });
export type ChatRequest = z.infer<typeof requestSchema>;

const USAGE = { prompt_tokens: 12, completion_tokens: 7 };
const FLOOD_BYTES = 10 * 1024 * 1024;

/** A server on the loopback address that speaks chat completions, and misbehaves by a script. */
export async function startFakeChatServer(acts: ChatAct[]) {
  const requests: ChatRequest[] = [];
  const keys: (string | undefined)[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const parsed = requestSchema.parse(JSON.parse(body));
    requests.push(parsed);
    keys.push(request.headers.authorization);
    const act = acts.length > 1 ? acts.shift() : acts[0];
    if (act !== undefined) await perform(act, parsed, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // as: a server that listens on a port has an address of this kind
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    keys,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function perform(act: ChatAct, request: ChatRequest, response: ServerResponse): Promise<void> {
  if (act === "hang") return;
  if (act === "garbage") return void response.end("<html>");
  if (act === "cut") {
    response.write('{"choices":[{"mess');
    setTimeout(() => response.destroy(), 20);
    return;
  }
  if (act === "flood") return flood(response);
  if ("status" in act) {
    response.writeHead(act.status, act.retryAfter === undefined ? {} : { "retry-after": act.retryAfter });
    return void response.end("no");
  }
  const content = "answer" in act ? act.answer : act.answerBy(request);
  if (request.stream) return streamAnswer(content, response);
  const message = { role: "assistant", content };
  response.end(JSON.stringify({ choices: [{ index: 0, message }], usage: USAGE }));
}

function streamAnswer(answer: string, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  // Cut anywhere: events do not come as they were sent.
  const events = [...answer].map((content) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`);
  const all = `${events.join("")}data: ${JSON.stringify({ choices: [], usage: USAGE })}\n\ndata: [DONE]\n\n`;
  const bytes = Buffer.from(all);
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
