/** A request that is about to leave. */
export type RequestStart = {
  kind: "batch" | "recommendations" | "profile" | "segments" | "intents" | "triggers" | "assignments";
  method: "GET" | "POST" | "PUT" | "DELETE";
  url: string;
  /** Bytes of the body as it travels; 0 without one. */
  bytes: number;
};

/** How it ended: `status` 0 stands for no answer, and `error` says why. */
export type RequestEnd = { status: number; durationMs: number; error?: unknown };

/**
 * Follows requests, e.g. as spans of a tracer. It is called before each request; the `headers` that it answers travel
 * with it (`traceparent` of W3C Trace Context), and `end` is called once when the request is over. May throw: the request goes
 * on without it.
 */
export type RequestObserver = (
  start: RequestStart,
) => { headers?: Record<string, string>; end?: (end: RequestEnd) => void } | undefined;

/** Runs one request under the eyes of the observer, if there is one. */
export async function observeRequest<Ended extends { status: number }>(
  observer: RequestObserver | undefined,
  start: RequestStart,
  send: (headers: Record<string, string>) => Promise<Ended>,
): Promise<Ended> {
  if (!observer) return send({});
  const startMs = performance.now();
  const { headers = {}, end } = attempt(() => observer(start)) ?? {};
  const report = (status: number, error?: unknown) => {
    const durationMs = performance.now() - startMs;
    attempt(() => end?.(error === undefined ? { status, durationMs } : { status, durationMs, error }));
  };
  try {
    const response = await send(headers);
    report(response.status);
    return response;
  } catch (error) {
    report(0, error);
    throw error;
  }
}

/** The observer belongs to the host application: a fault in it must not cost an event. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
