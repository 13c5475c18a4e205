import { RapportError } from "@rapport/contracts/errors";
import type { BlobBody } from "./blob-store.ts";

const PART = "[A-Za-z0-9_=-][A-Za-z0-9._=-]*";
const KEY = new RegExp(`^${PART}(/${PART}){0,7}$`);
const PREFIX = new RegExp(`^(${PART}/){0,8}$`);
const MAX_LENGTH = 512;

/**
 * Refuses what is no key of a blob, above all what would leave the store's own folder.
 * @throws RapportError invalid_parameter
 */
export function requireBlobKey(key: string): void {
  if (key.length > MAX_LENGTH || !KEY.test(key)) throw keyError(key, "parts of a-z A-Z 0-9 . _ = - joined by /");
}

/** @throws RapportError invalid_parameter */
export function requireBlobPrefix(prefix: string): void {
  if (prefix.length > MAX_LENGTH || !PREFIX.test(prefix))
    throw keyError(prefix, "empty, or parts of a key that end in /");
}

/** The bytes of a body as they come. */
export async function* chunksOf(body: BlobBody): AsyncIterable<Uint8Array> {
  if (body instanceof Uint8Array) yield body;
  else yield* body;
}

/** All bytes of a body in one piece. */
export async function gatherChunks(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const gathered: Uint8Array[] = [];
  for await (const chunk of chunks) gathered.push(chunk);
  const whole = new Uint8Array(gathered.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of gathered) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function keyError(key: string, form: string): RapportError {
  return new RapportError("invalid_parameter", `“${key.slice(0, 100)}” is no key of a blob: it must be ${form}`);
}
