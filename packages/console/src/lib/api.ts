import type { Problem } from "@rapport/contracts/errors";
import { problemSchema } from "@rapport/contracts/errors";
import { eventPageSchema } from "@rapport/contracts/events";
import type { MessageType } from "@rapport/contracts/messages";
import { profilePageSchema, profileSchema, timelinePageSchema } from "@rapport/contracts/profiles";
import { z } from "zod";
import { t } from "./text.ts";

/** What the server says about the person at this console. */
export const sessionSchema = z.object({
  projectId: z.string(),
  projectName: z.string(),
  /** Public key, shown in guides; null for a project whose keys the server knows by their hashes only. */
  writeKey: z.string().nullable(),
  mode: z.enum(["demo-loopback", "key", "member"]),
  /** Who is signed in; null where it is a key or the open door. */
  member: z.object({ id: z.string(), name: z.string(), email: z.string(), twoFactorEnabled: z.boolean() }).nullable(),
  /** What may be done here, as `area:verb`; a screen that needs more is not shown. */
  permissions: z.array(z.string()),
  /** Those that the member may enter; none where it is a key or the open door. */
  projects: z.array(z.object({ id: z.string(), name: z.string() })).default([]),
  signedIn: z.literal(true),
});
export type Session = z.infer<typeof sessionSchema>;
const askedSchema = z.union([sessionSchema, z.object({ signedIn: z.literal(false) })]);

/** A request that did not give what was asked for, with a sentence for the reader. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly problem: Problem | undefined;

  constructor(status: number, message: string, options: { problem?: Problem | undefined; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.status = status;
    this.problem = options.problem;
  }
}

type Parameters = Record<string, string | number | undefined>;
/** A part of a list. */
export type PageAsked = { limit?: number; cursor?: string | undefined };

export const api = {
  /** `signedIn` is false where nobody is: that is an answer, not a failure. */
  session: (signal?: AbortSignal) => request("/console/session?or=nobody", { schema: askedSchema, signal }),
  signIn: (secretKey: string) =>
    request("/console/session", { method: "POST", body: { secretKey }, schema: sessionSchema }),
  /** `everywhere`: also other browsers of the same member, or of the same key. */
  signOut: ({ everywhere = false } = {}) =>
    request(withQuery("/console/session", { everywhere: everywhere ? "true" : undefined }), {
      method: "DELETE",
      schema: z.unknown(),
    }),

  events: (input: PageAsked & { type?: MessageType | undefined; name?: string | undefined }, signal?: AbortSignal) =>
    request(withQuery("/api/v1/events", input), { schema: eventPageSchema, signal }),

  users: (input: PageAsked & { search?: string | undefined }, signal?: AbortSignal) =>
    request(withQuery("/api/v1/users", input), { schema: profilePageSchema, signal }),
  user: (id: string, signal?: AbortSignal) => request(userPath(id), { schema: profileSchema, signal }),
  timeline: (id: string, input: PageAsked & { kinds?: string | undefined }, signal?: AbortSignal) =>
    request(withQuery(`${userPath(id)}/timeline`, input), { schema: timelinePageSchema, signal }),

  /** Sends one message the way an SDK does, with the public write key. */
  track: (writeKey: string, message: Record<string, unknown>) =>
    request("/v1/track", { method: "POST", body: { ...message, writeKey }, schema: z.unknown() }),
};

/** Path of one person. */
export function userPath(id: string): string {
  return `/api/v1/users/${encodeURIComponent(id)}`;
}

export function withQuery(path: string, parameters: Parameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== "") query.set(name, String(value));
  }
  return query.size === 0 ? path : `${path}?${query}`;
}

type RequestOptions<T> = {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  body?: unknown;
  /** A file's text, sent as it is in place of a JSON body. */
  text?: string;
  schema: z.ZodType<T>;
  signal?: AbortSignal | undefined;
};

/** How long an answer may take, and how long a file. */
const ANSWER_MS = 15_000;
const FILE_MS = 600_000;
/** Browsers refuse to keep more than 64 KiB on their way, all requests together. */
const KEPT_ALIVE_LENGTH = 16_000;

/** Asks the server and checks the answer's shape. @throws ApiError with a sentence for the reader */
export async function request<T>(path: string, options: RequestOptions<T>): Promise<T> {
  const response = await send(path, options);
  if (!response.ok) throw await readProblem(response);
  const body: unknown = response.status === 204 ? undefined : await readJson(response);
  const parsed = options.schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ApiError(
    response.status,
    t("The server’s answer does not have the expected shape. Console and server may be of different versions."),
    {
      cause: parsed.error,
    },
  );
}

/** Asks for a file, which may take its time to come. @throws ApiError with a sentence for the reader */
export async function requestFile(
  path: string,
  { body, signal }: { body: unknown; signal: AbortSignal },
): Promise<Blob> {
  const response = await send(path, { method: "POST", body, signal }, FILE_MS);
  if (!response.ok) throw await readProblem(response);
  return response.blob();
}

async function send(
  path: string,
  options: Omit<RequestOptions<unknown>, "schema">,
  withinMs = ANSWER_MS,
): Promise<Response> {
  const timeout = AbortSignal.timeout(withinMs);
  const body = options.text ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  try {
    return await fetch(path, {
      method: options.method ?? "GET",
      // A change that was held back may be sent while the page goes away.
      keepalive: options.method !== undefined && (body?.length ?? 0) < KEPT_ALIVE_LENGTH,
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
      headers: {
        accept: "application/json",
        ...(options.body === undefined ? {} : { "content-type": "application/json" }),
        ...(options.text === undefined ? {} : { "content-type": "text/plain; charset=utf-8" }),
      },
      ...(body === undefined ? {} : { body }),
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    const message = timeout.aborted
      ? t("The server did not answer within 15 seconds.")
      : t("The server cannot be reached.");
    throw new ApiError(0, message, { cause });
  }
}

async function readProblem(response: Response): Promise<ApiError> {
  const parsed = problemSchema.safeParse(await readJson(response));
  if (!parsed.success)
    return new ApiError(response.status, t("The server answered {status}.", { status: response.status }));
  return new ApiError(response.status, parsed.data.detail, { problem: parsed.data });
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    // Not JSON: the schema check that follows says so in words the reader can use.
    return undefined;
  }
}
