import { catalogPageSchema } from "@rapport/contracts/catalog";
import { deadLetterPageSchema, replayAnswerSchema } from "@rapport/contracts/dead-letters";
import type { Problem } from "@rapport/contracts/errors";
import { problemSchema } from "@rapport/contracts/errors";
import { eventPageSchema } from "@rapport/contracts/events";
import type { JobState } from "@rapport/contracts/jobs";
import { jobPageSchema, jobSchema } from "@rapport/contracts/jobs";
import { mergePageSchema, mergeSchema } from "@rapport/contracts/merges";
import type { MessageType } from "@rapport/contracts/messages";
import { modelPageSchema, modelSchema, trainingAnswerSchema } from "@rapport/contracts/models";
import { profilePageSchema, profileSchema, timelinePageSchema } from "@rapport/contracts/profiles";
import type { RecommendationQuery } from "@rapport/contracts/recommendations";
import { recommendationAnswerSchema } from "@rapport/contracts/recommendations";
import { rejectedPageSchema } from "@rapport/contracts/rejected";
import type { PutPlanEvent } from "@rapport/contracts/tracking-plan";
import { planEventSchema, planSchema, planViolationsSchema } from "@rapport/contracts/tracking-plan";
import { usageSchema } from "@rapport/contracts/usage";
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
type Page = { limit?: number; cursor?: string | undefined };

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

  events: (input: Page & { type?: MessageType | undefined; name?: string | undefined }, signal?: AbortSignal) =>
    request(withQuery("/api/v1/events", input), { schema: eventPageSchema, signal }),

  users: (input: Page & { search?: string | undefined }, signal?: AbortSignal) =>
    request(withQuery("/api/v1/users", input), { schema: profilePageSchema, signal }),
  user: (id: string, signal?: AbortSignal) => request(userPath(id), { schema: profileSchema, signal }),
  timeline: (id: string, input: Page & { kinds?: string | undefined }, signal?: AbortSignal) =>
    request(withQuery(`${userPath(id)}/timeline`, input), { schema: timelinePageSchema, signal }),
  merges: (id: string, signal?: AbortSignal) => request(`${userPath(id)}/merges`, { schema: mergePageSchema, signal }),
  undoMerge: (mergeId: string) =>
    request(`/api/v1/merges/${encodeURIComponent(mergeId)}/undo`, { method: "POST", schema: mergeSchema }),
  userRecommendations: (id: string, input: { placement?: string; limit?: number }, signal?: AbortSignal) =>
    request(withQuery(`${userPath(id)}/recommendations`, input), { schema: recommendationAnswerSchema, signal }),

  recommend: (query: RecommendationQuery, signal?: AbortSignal) =>
    request("/api/v1/recommendations/query", {
      method: "POST",
      body: query,
      schema: recommendationAnswerSchema,
      signal,
    }),

  items: (input: Page & { search?: string | undefined; category?: string | undefined }, signal?: AbortSignal) =>
    request(withQuery("/api/v1/catalog/items", input), { schema: catalogPageSchema, signal }),

  models: (input: Page, signal?: AbortSignal) =>
    request(withQuery("/api/v1/recommendations/models", input), { schema: modelPageSchema, signal }),
  trainModel: () =>
    request("/api/v1/recommendations/models/train", { method: "POST", body: {}, schema: trainingAnswerSchema }),
  activateModel: (id: string) =>
    request(`/api/v1/recommendations/models/${encodeURIComponent(id)}/activate`, {
      method: "POST",
      schema: modelSchema,
    }),

  jobs: (input: Page & { name?: string | undefined; state?: JobState | undefined }, signal?: AbortSignal) =>
    request(withQuery("/api/v1/jobs", input), { schema: jobPageSchema, signal }),
  cancelJob: (id: string) =>
    request(`/api/v1/jobs/${encodeURIComponent(id)}/cancel`, { method: "POST", schema: jobSchema }),
  retryJob: (id: string) =>
    request(`/api/v1/jobs/${encodeURIComponent(id)}/retry`, { method: "POST", schema: jobSchema }),

  usage: (signal?: AbortSignal) => request("/api/v1/usage", { schema: usageSchema, signal }),
  rejected: (input: Page & { code?: string | undefined }, signal?: AbortSignal) =>
    request(withQuery("/api/v1/events/rejected", input), { schema: rejectedPageSchema, signal }),
  deadLetters: (input: Page, signal?: AbortSignal) =>
    request(withQuery("/api/v1/events/dead", input), { schema: deadLetterPageSchema, signal }),
  replay: (id: number) => request(`/api/v1/events/dead/${id}/replay`, { method: "POST", schema: replayAnswerSchema }),
  replayAll: (cursor: number | undefined) =>
    request("/api/v1/events/dead/replay", { method: "POST", body: { cursor }, schema: replayAnswerSchema }),

  plan: (signal?: AbortSignal) => request("/api/v1/tracking-plan", { schema: planSchema, signal }),
  planViolations: (name: string | undefined, signal?: AbortSignal) =>
    request(withQuery("/api/v1/tracking-plan/violations", { name }), { schema: planViolationsSchema, signal }),
  putPlanEvent: (name: string, event: PutPlanEvent) =>
    request(planPath(name), { method: "PUT", body: event, schema: planEventSchema }),
  deletePlanEvent: (name: string) => request(planPath(name), { method: "DELETE", schema: z.unknown() }),

  /** Sends one message the way an SDK does, with the public write key. */
  track: (writeKey: string, message: Record<string, unknown>) =>
    request("/v1/track", { method: "POST", body: { ...message, writeKey }, schema: z.unknown() }),
};

/** Path of one person. */
export function userPath(id: string): string {
  return `/api/v1/users/${encodeURIComponent(id)}`;
}

function planPath(name: string): string {
  return `/api/v1/tracking-plan/events/${encodeURIComponent(name)}`;
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

async function send(path: string, options: RequestOptions<unknown>): Promise<Response> {
  const timeout = AbortSignal.timeout(15_000);
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
