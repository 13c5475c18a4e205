import type { UserIntents } from "@rapport/contracts/intents";
import type { Profile } from "@rapport/contracts/profiles";
import type { UserSegments } from "@rapport/contracts/segments";
import type { RequestObserver } from "./request-observer.ts";
import { observeRequest } from "./request-observer.ts";

/** A question that the server answered with an error, or not at all (`status` 0). */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly status: number;

  constructor(message: string, status: number, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

export type ProfileRequest = {
  host: string;
  secretKey: string | undefined;
  userId: string;
  timeoutMs: number;
  onRequest?: RequestObserver | undefined;
};

/**
 * The live profile of a person, or `undefined` if the project has never heard of the id.
 * @throws RequestError when the server cannot say
 */
export async function requestProfile(request: ProfileRequest): Promise<Profile | undefined> {
  return ask(request, { name: "getProfile", kind: "profile", path: "", isAnswer: isProfile });
}

/**
 * The segments that a person is in, or `undefined` if the project has never heard of the id.
 * @throws RequestError when the server cannot say
 */
export async function requestSegments(request: ProfileRequest): Promise<UserSegments["data"] | undefined> {
  const answer = await ask(request, { name: "getSegments", kind: "segments", path: "/segments", isAnswer: isSegments });
  return answer?.data;
}

/**
 * What is expected of a person, or `undefined` if the project has never heard of the id.
 * @throws RequestError when the server cannot say
 */
export async function requestIntents(request: ProfileRequest): Promise<UserIntents | undefined> {
  return ask(request, { name: "getIntents", kind: "intents", path: "/intents", isAnswer: isIntents });
}

type Kind = "profile" | "segments" | "intents";

type Question<T> = {
  name: string;
  kind: Kind;
  /** Below the person's. */
  path: string;
  isAnswer: (body: unknown) => body is T;
};

async function ask<T>(request: ProfileRequest, question: Question<T>): Promise<T | undefined> {
  const { host, secretKey, userId } = request;
  if (!secretKey) throw new RequestError(`${question.name} needs the option secretKey`, 0);
  const url = `${host}/api/v1/users/${encodeURIComponent(userId)}${question.path}`;
  const { status, body } = await askServer(url, secretKey, request, question.kind);
  if (status === 404) return undefined;
  if (status !== 200 || !question.isAnswer(body)) throw new RequestError(`HTTP ${status}: ${describe(body)}`, status);
  return body;
}

async function askServer(
  url: string,
  key: string,
  { timeoutMs, onRequest }: ProfileRequest,
  kind: Kind,
): Promise<{ status: number; body: unknown }> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const start = { kind, method: "GET", url, bytes: 0 } as const;
    const response = await observeRequest(onRequest, start, (headers) =>
      fetch(url, { headers: { ...headers, authorization: `Bearer ${key}` }, signal }),
    );
    return { status: response.status, body: await response.json() };
  } catch (cause) {
    throw new RequestError("the server gave no readable answer", 0, cause);
  }
}

/** The members that set a profile apart from any other answer; the rest is the server's word. */
function isProfile(body: unknown): body is Profile {
  return typeof body === "object" && body !== null && "id" in body && "identities" in body && "traits" in body;
}

function isSegments(body: unknown): body is UserSegments {
  return typeof body === "object" && body !== null && "data" in body && Array.isArray(body.data);
}

function isIntents(body: unknown): body is UserIntents {
  return typeof body === "object" && body !== null && "intents" in body && Array.isArray(body.intents);
}

function describe(body: unknown): string {
  const detail = typeof body === "object" && body !== null && "detail" in body ? body.detail : undefined;
  return typeof detail === "string" ? detail : "not the answer that was asked for";
}
