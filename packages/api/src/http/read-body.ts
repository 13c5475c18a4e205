import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { RapportError } from "@rapport/contracts/errors";
import { LIMITS } from "@rapport/contracts/limits";
import type { Context } from "hono";
import type { ApiEnv } from "../services.ts";

/** Bytes of bodies that one process holds at a time; above this it refuses before it reads. */
const IN_FLIGHT_BYTES = 64 * 1024 * 1024;
const inflate = promisify(gunzip);
const decoder = new TextDecoder();
let inFlight = 0;

/**
 * The request's body as parsed JSON, whatever its Content-Type says: official clients label JSON as text and as a
 * form. Decodes gzip with a cap on what comes out.
 * @throws RapportError body_too_large, unsupported_encoding, malformed_json, overloaded
 */
export async function readJsonBody(c: Context<ApiEnv>): Promise<{ value: unknown; bytes: number }> {
  const announced = Number(c.req.header("content-length") ?? 0);
  if (announced > LIMITS.bodyBytes) throw tooLarge();
  if (inFlight + announced > IN_FLIGHT_BYTES) {
    throw new RapportError("overloaded", "Too many bytes are in flight; try again in a moment", {
      retryAfterSeconds: 1,
    });
  }
  inFlight += announced;
  try {
    const body = await decode(c.req.header("content-encoding"), await readBytes(c, announced > 0));
    return { value: parse(body), bytes: body.byteLength };
  } finally {
    inFlight -= announced;
  }
}

async function readBytes(c: Context<ApiEnv>, hasLength: boolean): Promise<Uint8Array> {
  // With a length the HTTP parser itself enforces the bound; a chunked body has none until it is read.
  if (hasLength) return new Uint8Array(await c.req.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.byteLength;
    if (size > LIMITS.bodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function decode(encoding: string | undefined, bytes: Uint8Array): Promise<Uint8Array> {
  if (encoding === undefined || encoding === "" || encoding === "identity") return bytes;
  if (encoding.toLowerCase() !== "gzip") {
    throw new RapportError(
      "unsupported_encoding",
      `Content-Encoding “${encoding}” is not supported; send gzip or none`,
    );
  }
  try {
    return await inflate(bytes, { maxOutputLength: LIMITS.bodyBytes });
  } catch (error) {
    if (Reflect.get(Object(error), "code") === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    throw new RapportError("malformed_json", "The body is labelled gzip but is not a complete gzip stream", {
      cause: error,
    });
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch (error) {
    throw new RapportError("malformed_json", `The body is not valid JSON: ${excerpt(error)}`, {
      cause: error,
      fields: [{ pointer: "", message: "Send one JSON object" }],
    });
  }
}

/** The parser's words without the quoted body, which may be long. */
function excerpt(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/, (\.\.\.)?".*$/s, "").slice(0, 200);
}

function tooLarge(): RapportError {
  return new RapportError(
    "body_too_large",
    `A body may have ${LIMITS.bodyBytes} bytes after decompression; send smaller batches`,
  );
}
