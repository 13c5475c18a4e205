import { expect, test } from "vitest";
import { readCursorTime } from "./read-cursor-time.ts";

test.each(["1970-01-01T00:00:00.000Z", "2026-01-05T12:00:00.123Z", "9999-12-31T23:59:59.999Z"])("takes %s", (text) => {
  expect(readCursorTime(text)).toBe(text);
});

test.each([
  "",
  "now",
  "infinity",
  "2026",
  "2026-01-05",
  "2026-01-05T12:00:00Z",
  "2026-01-05T12:00:00.000+01:00",
  "2026-02-30T00:00:00.000Z",
  "0000-01-01T00:00:00.000Z",
  "1969-12-31T23:59:59.999Z",
  "+010000-01-01T00:00:00.000Z",
  "+275760-09-13T00:00:00.000Z",
  "Thu, 01 Jan 1970 00:00:00 GMT",
])("refuses “%s”", (text) => {
  expect(readCursorTime(text)).toBeUndefined();
});
