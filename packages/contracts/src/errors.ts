import { z } from "zod";

/**
 * Every error code of the product with its HTTP status and whether sending the same request again can help.
 * Codes are stable: clients switch on them.
 */
export const ERROR_CODES = {
  malformed_json: { status: 400, retryable: false, title: "The body is not valid JSON" },
  invalid_body: { status: 400, retryable: false, title: "The body does not have the expected shape" },
  nothing_valid: { status: 400, retryable: false, title: "No message of the request is valid" },
  invalid_parameter: { status: 400, retryable: false, title: "A parameter is not valid" },
  unauthorized: { status: 401, retryable: false, title: "The key is missing or unknown" },
  user_token_missing: { status: 401, retryable: false, title: "The user is named without a user token" },
  user_token_invalid: { status: 401, retryable: false, title: "The user token is not valid" },
  user_token_expired: { status: 401, retryable: false, title: "The user token is over" },
  user_token_other_user: { status: 403, retryable: false, title: "The user token is another user's" },
  forbidden: { status: 403, retryable: false, title: "The key may not do this" },
  not_found: { status: 404, retryable: false, title: "There is no such thing in this project" },
  conflict: { status: 409, retryable: false, title: "The present state does not allow this" },
  body_too_large: { status: 413, retryable: false, title: "The body is too large" },
  unsupported_encoding: { status: 415, retryable: false, title: "The body's encoding is not supported" },
  header_too_large: { status: 431, retryable: false, title: "The path or the headers are too long" },
  quota_exceeded: { status: 429, retryable: true, title: "The day's events of the plan are used up" },
  rate_limited: { status: 429, retryable: true, title: "Events come faster than the plan allows" },
  internal: { status: 500, retryable: true, title: "Something failed on our side" },
  overloaded: { status: 503, retryable: true, title: "The server cannot take more at the moment" },
  unavailable: { status: 503, retryable: true, title: "The server cannot promise durability at the moment" },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Why one message of a batch was rejected; each names the field by a JSON pointer. */
const REJECT_CODES = [
  "not_an_object",
  "missing_field",
  "wrong_type",
  "invalid_value",
  "unknown_type",
  "too_long",
  "too_deep",
  "too_many_keys",
  "event_too_large",
  "forbidden_key",
  "invalid_text",
  "not_finite",
  "reserved_id",
  "plan_violation",
  /** What the project's key demands of events that name a user (`user-tokens.ts`). */
  "user_token_missing",
  "user_token_invalid",
  "user_token_expired",
  "user_token_other_user",
  /** Valid, but not taken now: send it again later with the same messageId. */
  "quota_exceeded",
  "rate_limited",
  "unavailable",
  "too_old",
  /** Taken, but of somebody whose events are left out: counted, and nothing of it is kept. */
  "suppressed",
] as const;

export const rejectCodeSchema = z.enum(REJECT_CODES);
export type RejectCode = z.infer<typeof rejectCodeSchema>;

export const errorCodeSchema = z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]); // as: Object.keys loses the literal keys of a const table

/** RFC 9457 problem details, with the members every Rapport error carries. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: errorCodeSchema,
  detail: z.string(),
  docs: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
export type ProblemField = NonNullable<Problem["errors"]>[number];

type ErrorOptions = {
  cause?: unknown;
  fields?: ProblemField[];
  retryAfterSeconds?: number;
  members?: Record<string, unknown>;
};

/** The one error class: a code from the table, a sentence for the reader, and the fields it is about. */
export class RapportError extends Error {
  override readonly name = "RapportError";
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly fields: ProblemField[];
  readonly retryAfterSeconds: number | undefined;
  /** Members of the problem besides those that all have (RFC 9457 §3.2). */
  readonly members: Record<string, unknown>;

  constructor(code: ErrorCode, detail: string, options: ErrorOptions = {}) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.retryable = ERROR_CODES[code].retryable;
    this.fields = options.fields ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.members = options.members ?? {};
  }
}
