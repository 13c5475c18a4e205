import { ModelFailure } from "./model-failure.ts";
import type { ModelSetting } from "./models-setting.ts";
import { readWhole } from "./read-whole.ts";

/** No answer that we ask for is longer; whoever sends more is broken, or means harm. */
const MAX_BYTES = 4 * 1024 * 1024;

/** `fetch` as every model is asked by it, whoever forms the question. */
export type ModelFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * A `fetch` that bounds time and bytes, follows no redirect, and answers only what went well: everything else is a `ModelFailure`. The key is
 * put in here, so that no vendor's package has it: what those are constructed with is written into traces.
 */
export function createModelFetch({ timeoutMs }: Pick<ModelSetting, "timeoutMs">, headers: HeadersInit): ModelFetch {
  return async (input, init = {}) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const request = new Request(input, init);
    for (const [name, value] of new Headers(headers)) request.headers.set(name, value);
    const signal = AbortSignal.any([request.signal, timeout]);
    // A redirect would carry the key to wherever it points.
    const response = await fetch(request, { signal, redirect: "error" }).catch((cause: unknown) => {
      // Without its cause: a package that sees a timeout in there makes an error of its own of it.
      if (timeout.aborted) throw new ModelFailure("passing", `The model gave no answer in ${timeoutMs} ms`);
      throw new ModelFailure("passing", "The model could not be reached", { cause });
    });
    const bounded = boundBody(response);
    if (response.ok) return bounded;
    throw toFailure(response, (await readWhole(bounded).catch(() => "")).slice(0, 200));
  };
}

/** The same answer, whose body fails when it is too long; what is left of it is then not read. */
function boundBody({ body, status, headers }: Response): Response {
  let bytes = 0;
  const bounded = body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes <= MAX_BYTES) return controller.enqueue(chunk);
        controller.error(new ModelFailure("refused", `The answer has more than ${MAX_BYTES} bytes`));
      },
    }),
  );
  return new Response(bounded ?? null, { status, headers });
}

function toFailure({ status, headers }: Response, text: string): ModelFailure {
  const message = `The model answered ${status}: ${text}`;
  if (status === 429) return new ModelFailure("rate_limited", message, { retryAfterMs: readRetryAfter(headers) });
  return new ModelFailure(status >= 500 || status === 408 ? "passing" : "refused", message);
}

/** Seconds, or a date; 5 s when neither can be read. */
function readRetryAfter(headers: Headers): number {
  const value = headers.get("retry-after") ?? "";
  const seconds = Number(value);
  if (value !== "" && Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const until = Date.parse(value) - Date.now();
  return Number.isFinite(until) ? Math.max(0, until) : 5_000;
}
