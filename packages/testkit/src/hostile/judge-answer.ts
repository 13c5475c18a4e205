import { problemSchema } from "@rapport/contracts/errors";
import { trackingAnswerSchema } from "@rapport/contracts/messages";

export type Answer = { status: number; retryAfter: string | undefined; text: string };

/** Codes of refusals that are about the request as a whole: no field is at fault. */
const FIELDLESS = new Set(["body_too_large", "unsupported_encoding", "overloaded", "malformed_json", "unavailable"]);

/** What is wrong with the answer to a hostile body; undefined when nothing is. */
export function judgeAnswer({ status, retryAfter, text }: Answer): string | undefined {
  if (status === 200) return judgeTaken(text);
  const parsed = problemSchema.safeParse(readJson(text));
  if (!parsed.success) return `${status} is no problem document: ${text.slice(0, 300)}`;
  const { code, errors = [] } = parsed.data;
  if (status === 503) return /^[1-9]\d*$/.test(retryAfter ?? "") ? undefined : "503 without Retry-After";
  if (status >= 500) return `answered ${status}: ${text.slice(0, 300)}`;
  if (parsed.data.status !== status) return `${status} says it is ${parsed.data.status}`;
  if (errors.length === 0 && !FIELDLESS.has(code)) return `${code} names no field`;
  return errors.every(({ pointer }) => isPointer(pointer)) ? undefined : `${code} has a pointer that is none`;
}

function judgeTaken(text: string): string | undefined {
  const parsed = trackingAnswerSchema.safeParse(readJson(text));
  if (!parsed.success) return `200 is no tracking answer: ${text.slice(0, 300)}`;
  const wrong = parsed.data.rejected.find(({ path, message }) => !isPointer(path) || message === "");
  return wrong && `a rejection names no place or no reason: ${JSON.stringify(wrong)}`;
}

function isPointer(pointer: string): boolean {
  return pointer === "" || /^(\/([^~/]|~[01])*)+$/s.test(pointer);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema that follows says what it is not
  }
}
