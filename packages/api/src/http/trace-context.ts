/** Version 00 of W3C Trace Context: trace id, id of the caller's span, flags. */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const ZEROS = /^0+$/;

/** The trace that a request belongs to, and the header that says so to the caller. */
export type TraceContext = { traceId: string; traceparent: string };

/**
 * Goes on with the caller's trace, or begins one where the header is absent or malformed (W3C Trace Context §3.2). A
 * trace id is what anybody wrote: it joins lines of logs and proves nothing.
 */
export function readTraceContext(header: string | undefined, randomBytes: (size: number) => Uint8Array): TraceContext {
  const [, traceId = "", parentId = "", flags = "00"] = TRACEPARENT.exec(header ?? "") ?? [];
  const valid = traceId !== "" && !ZEROS.test(traceId) && !ZEROS.test(parentId);
  const hex = (size: number) => Buffer.from(randomBytes(size)).toString("hex");
  const id = valid ? traceId : hex(16);
  return { traceId: id, traceparent: `00-${id}-${hex(8)}-${valid ? flags : "00"}` };
}
