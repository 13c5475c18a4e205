import { Readable } from "node:stream";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { RapportError } from "@rapport/contracts/errors";
import { LIMITS } from "@rapport/contracts/limits";
import type { Hold } from "./admission.ts";
import type { Exchange } from "./exchange.ts";

const inflate = promisify(gunzip);
const decoder = new TextDecoder();

/**
 * The request's body as parsed JSON, whatever its Content-Type says: official clients label JSON as text and as a
 * form. Decodes gzip with a cap on what comes out.
 * @param hold room of the request; bytes are counted there as they arrive and inflate
 * @returns the value, its bytes after decoding, and the body as it was sent
 * @throws RapportError body_too_large, unsupported_encoding, malformed_json, overloaded
 */
export async function readJsonBody(
  c: Exchange,
  hold: Hold,
): Promise<{ value: unknown; bytes: number; sent: Uint8Array }> {
  const sent = await readBytes(c, hold.add);
  const body = await decode(c.req.header("content-encoding"), sent);
  await hold.arrived(body.byteLength);
  return { value: parse(body), bytes: body.byteLength, sent };
}

/** The request's body as text, for files. @throws RapportError body_too_large, unsupported_encoding, malformed_json */
export async function readTextBody(c: Exchange, hold: Hold): Promise<string> {
  const body = await decode(c.req.header("content-encoding"), await readBytes(c, hold.add));
  await hold.arrived(body.byteLength);
  return decoder.decode(body);
}

/**
 * Bytes that the request says its body has, as sent; 0 when it does not say. Asked before room is: there will never be any
 * for a body that is too large, and its sender must not be told to come back with it.
 * @throws RapportError body_too_large
 */
export function announcedBytes(c: Exchange): number {
  const bytes = Number(c.req.header("content-length") ?? 0);
  if (bytes > LIMITS.bodyBytes) throw tooLarge();
  return Number.isFinite(bytes) ? bytes : 0;
}

async function readBytes(c: Exchange, hold: (bytes: number) => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const take = (chunk: Uint8Array) => {
    size += chunk.byteLength;
    if (size > LIMITS.bodyBytes) throw tooLarge();
    hold(chunk.byteLength);
    chunks.push(chunk);
  };
  const incoming = c.env?.incoming;
  try {
    if (incoming instanceof Readable) await drain(incoming, take);
    else for await (const chunk of c.req.raw?.body ?? []) take(chunk);
  } catch (error) {
    if (error instanceof RapportError) throw error;
    throw new RapportError("malformed_json", "The connection ended before the body did", { cause: error });
  }
  const [only] = chunks;
  return chunks.length === 1 && only ? only : Buffer.concat(chunks);
}

/**
 * Reads Node's own request by its events: an iterator, or a web stream around it, would cost more than all else here. What
 * is left of a body that was refused half-way stays unread, so that the answer still reaches the sender.
 */
function drain(incoming: Readable, take: (chunk: Uint8Array) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      incoming.off("data", onData).off("end", onEnd).off("error", onError).off("close", onClose);
      settle();
    };
    const onData = (chunk: Uint8Array) => {
      try {
        take(chunk);
      } catch (error) {
        incoming.pause();
        finish(() => reject(error));
      }
    };
    const onEnd = () => finish(resolve);
    const onError = (error: Error) => finish(() => reject(error));
    const onClose = () => finish(() => reject(new Error("aborted")));
    incoming.on("data", onData).on("end", onEnd).on("error", onError).on("close", onClose);
    if (incoming.destroyed) onClose();
  });
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
