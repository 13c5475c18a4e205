import { afterEach, expect, test, vi } from "vitest";
import { parseLiveMessage } from "./sse.ts";

afterEach(() => vi.restoreAllMocks());

test("a message of unknown shape is reported and skipped, never thrown into the stream", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  expect(parseLiveMessage("not json")).toBeUndefined();
  expect(parseLiveMessage('{"kind":"weather"}')).toBeUndefined();
  expect(warn).toHaveBeenCalledTimes(2);
});

test("a rejected message is read", () => {
  const text = JSON.stringify({
    kind: "rejected",
    receivedAt: "2026-01-01T00:00:00Z",
    rejected: { index: 0, messageId: null, code: "too_long", path: "/event", message: "The name is too long" },
    body: "{}",
  });
  expect(parseLiveMessage(text)?.kind).toBe("rejected");
});
