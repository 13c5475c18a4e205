import type { Profile } from "@rapport/contracts/profiles";
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
  const { host, secretKey, userId } = request;
  if (!secretKey) throw new RequestError("getProfile needs the option secretKey", 0);
  const url = `${host}/api/v1/users/${encodeURIComponent(userId)}`;
  const { status, body } = await askServer(url, secretKey, request);
  if (status === 404) return undefined;
  if (status !== 200 || !isProfile(body)) throw new RequestError(`HTTP ${status}: ${describe(body)}`, status);
  return body;
}

async function askServer(
  url: string,
  key: string,
  { timeoutMs, onRequest }: ProfileRequest,
): Promise<{ status: number; body: unknown }> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const start = { kind: "profile", method: "GET", url, bytes: 0 } as const;
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

function describe(body: unknown): string {
  const detail = typeof body === "object" && body !== null && "detail" in body ? body.detail : undefined;
  return typeof detail === "string" ? detail : "not a profile";
}
