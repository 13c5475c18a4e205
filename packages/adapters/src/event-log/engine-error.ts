import { RapportError } from "@rapport/contracts/errors";

/** Says which log failed at what, in the words of what failed; an error that says so already is left as it is. */
export function toEngineError(place: string, failing: string, cause: unknown): RapportError {
  if (cause instanceof RapportError) return cause;
  const reason = cause instanceof Error ? cause.message || Reflect.get(cause, "code") || cause.name : String(cause);
  return new RapportError("unavailable", `The event log in ${place} ${failing} (${reason})`, { cause });
}
