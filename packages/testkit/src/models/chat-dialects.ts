import type { IncomingHttpHeaders } from "node:http";

/** How one provider's protocol says what a chat model says; written after the providers' published references. */
export type ChatDialect = {
  basePath: string;
  readKey: (headers: IncomingHttpHeaders) => string | undefined;
  isStream: (path: string, request: Record<string, unknown>) => boolean;
  /** The body of a whole answer. */
  whole: (content: string, request: Record<string, unknown>) => unknown;
  /** The server-sent event of a part of an answer. */
  piece: (text: string) => string;
  /** The server-sent events of an answer, a character each. */
  events: (content: string) => string;
};

const [ASKED, ANSWERED] = [12, 7];

/** `POST /chat/completions`, https://platform.openai.com/docs/api-reference/chat. */
export const OPENAI_DIALECT: ChatDialect = {
  basePath: "/v1",
  readKey: ({ authorization }) => authorization,
  isStream: (_path, { stream }) => stream === true,
  whole: (content) => ({
    choices: [{ index: 0, message: { role: "assistant", content } }],
    usage: { prompt_tokens: ASKED, completion_tokens: ANSWERED },
  }),
  piece: (text) => `data: ${JSON.stringify({ choices: [{ delta: { content: text }, finish_reason: null }] })}\n\n`,
  events: (content) =>
    [
      ...[...content].map((letter) => JSON.stringify({ choices: [{ delta: { content: letter } }] })),
      JSON.stringify({ choices: [], usage: { prompt_tokens: ASKED, completion_tokens: ANSWERED } }),
      "[DONE]",
    ]
      .map((event) => `data: ${event}\n\n`)
      .join(""),
};

const MESSAGE = { id: "msg_1", type: "message", role: "assistant", model: "x", stop_sequence: null };

/** `POST /v1/messages`, https://docs.anthropic.com/en/api/messages; a form that must be filled in is answered as one. */
export const ANTHROPIC_DIALECT: ChatDialect = {
  basePath: "",
  readKey: (headers) => headerOf(headers, "x-api-key"),
  isStream: (_path, { stream }) => stream === true,
  whole: (content, { tool_choice }) => ({
    ...MESSAGE,
    content: [
      tool_choice && isJson(content)
        ? { type: "tool_use", id: "toolu_1", name: "answer", input: JSON.parse(content) }
        : { type: "text", text: content },
    ],
    stop_reason: tool_choice ? "tool_use" : "end_turn",
    usage: { input_tokens: ASKED, output_tokens: ANSWERED },
  }),
  piece: (text) => toEvent({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } }),
  events: (content) =>
    [
      {
        type: "message_start",
        message: { ...MESSAGE, content: [], stop_reason: null, usage: { input_tokens: ASKED, output_tokens: 0 } },
      },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
      ...[...content].map((text) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })),
      { type: "content_block_stop", index: 0 },
      {
        type: "message_delta",
        delta: { stop_reason: "end_turn", stop_sequence: null },
        usage: { output_tokens: ANSWERED },
      },
      { type: "message_stop" },
    ]
      .map(toEvent)
      .join(""),
};

function toEvent(event: { type: string; [field: string]: unknown }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** `POST /v1beta/models/{model}:generateContent`, https://ai.google.dev/api/generate-content. */
export const GEMINI_DIALECT: ChatDialect = {
  basePath: "",
  readKey: (headers) => headerOf(headers, "x-goog-api-key"),
  isStream: (path) => path.includes(":streamGenerateContent"),
  whole: (content) => toCandidate(content, "STOP", ANSWERED),
  piece: (text) => `data: ${JSON.stringify(toCandidate(text, undefined, 0))}\r\n\r\n`,
  events: (content) =>
    [...content]
      .map((letter, at, all) =>
        toCandidate(letter, at === all.length - 1 ? "STOP" : undefined, at + 1 === all.length ? ANSWERED : 0),
      )
      .map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`)
      .join(""),
};

function toCandidate(text: string, finishReason: string | undefined, candidatesTokenCount: number) {
  return {
    candidates: [{ content: { role: "model", parts: [{ text }] }, index: 0, ...(finishReason && { finishReason }) }],
    usageMetadata: { promptTokenCount: ASKED, candidatesTokenCount, totalTokenCount: ASKED + candidatesTokenCount },
    modelVersion: "x",
  };
}

function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
