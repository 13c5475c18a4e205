import { expect, test } from "vitest";
import { readTraceContext } from "./trace-context.ts";

const bytes = (size: number) => new Uint8Array(size).fill(0xab);
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

test("a caller's trace goes on under a span of our own", () => {
  expect(readTraceContext(`00-${TRACE}-00f067aa0ba902b7-01`, bytes)).toEqual({
    traceId: TRACE,
    traceparent: `00-${TRACE}-abababababababab-01`,
  });
});

test.each([
  undefined,
  "",
  `00-${TRACE}-00f067aa0ba902b7`,
  `01-${TRACE}-00f067aa0ba902b7-01`,
  `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`,
  `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
  `00-${TRACE}-${"0".repeat(16)}-01`,
  `00-${TRACE}-00f067aa0ba902b7-01\nx: y`,
])("%j begins a new trace", (header) => {
  expect(readTraceContext(header, bytes).traceId).toBe("ab".repeat(16));
});
