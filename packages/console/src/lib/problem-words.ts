import type { ErrorCode } from "@rapport/contracts/errors";
import { ApiError } from "./api.ts";
import { currentLanguage, readServer } from "./language.ts";
import { t } from "./text.ts";

/** What each kind of failure that the console can meet is, in the reader's language: it acts as a member, never as a user. */
const WORDS: Record<Exclude<ErrorCode, `user_token_${string}`>, string> & Partial<Record<ErrorCode, string>> = {
  malformed_json: t("The body is not valid JSON"),
  invalid_body: t("What was entered does not have the expected shape"),
  nothing_valid: t("No message of the request is valid"),
  invalid_parameter: t("A value is not valid"),
  unauthorized: t("Sign in to do this"),
  forbidden: t("Your role or key does not allow this"),
  not_found: t("There is no such thing in this project"),
  conflict: t("The present state does not allow this"),
  body_too_large: t("This is too large"),
  unsupported_encoding: t("This encoding is not supported"),
  header_too_large: t("The path or the headers are too long"),
  quota_exceeded: t("The day's events of the plan are used up"),
  rate_limited: t("Events come faster than the plan allows"),
  internal: t("Something failed on the server"),
  overloaded: t("The server cannot take more at the moment"),
  unavailable: t("The server cannot answer this at the moment"),
};

/** The kind of a failure for readers of other languages, beside the details that the server tells; undefined for readers of English. */
export function problemWords(code: ErrorCode): string | undefined {
  return currentLanguage().code === "en" ? undefined : WORDS[code];
}

/** A failure in one line: its kind in the reader's language, then what the server says of it. The marks keep that apart in Arabic. */
export function describeFailure(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const words = error instanceof ApiError && error.problem && problemWords(error.problem.code);
  return words ? `${words} (\u2068${readServer(message) ?? message}\u2069)` : message;
}
