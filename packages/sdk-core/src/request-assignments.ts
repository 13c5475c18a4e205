import type { Assignment } from "@rapport/contracts/experiments";
import type { Fetch } from "./fetch.ts";

export type AssignmentRequest = {
  host: string;
  /** Write key or secret key. */
  key: string;
  anonymousId?: string | undefined;
  userId?: string | undefined;
  /** Longest time until the answer, milliseconds. */
  timeoutMs: number;
  /** Another way to send the request, e.g. one that is traced. */
  fetch?: Fetch;
};

/**
 * What a person sees in the running experiments that they take part in.
 * @throws Error when no usable answer comes in time
 */
export async function requestAssignments(request: AssignmentRequest): Promise<Assignment[]> {
  const { host, key, timeoutMs } = request;
  const query = new URLSearchParams();
  for (const name of ["anonymousId", "userId"] as const) if (request[name]) query.set(name, request[name]);
  const response = await (request.fetch ?? fetch)(`${host}/api/v1/experiments/assignments?${query}`, {
    headers: { authorization: `Bearer ${key}` },
    // as: where there is none, undefined is what fetch takes for it
    signal: AbortSignal.timeout?.(timeoutMs) as AbortSignal,
  });
  // as: only the member is read, and whether it is a list is asked below; its entries are the server's word
  const { assignments } = (await response.json()) as { assignments: unknown };
  if (!Array.isArray(assignments)) throw new Error(`HTTP ${response.status}: no assignments`);
  return assignments;
}
