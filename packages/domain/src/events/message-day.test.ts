import { formatUuid, uuidv7Bytes } from "@rapport/contracts/ids";
import { expect, test } from "vitest";
import { messageDay } from "./message-day.ts";

const AT = Date.UTC(2026, 0, 5, 23, 59, 59, 999);
const DAY = AT - (AT % 86_400_000);
const uuidv7 = (timeMs: number) => formatUuid(uuidv7Bytes(timeMs, new Uint8Array(10).fill(255)));

test("the day of a message is that of its UUIDv7, whatever else it says", () => {
  expect(messageDay({ messageId: uuidv7(AT), originalTimestampMs: 0 })).toBe(DAY / 86_400_000);
  expect(messageDay({ messageId: uuidv7(AT + 1), originalTimestampMs: 0, undated: true })).toBe(DAY / 86_400_000 + 1);
  expect(messageDay({ messageId: uuidv7(2 ** 48 - 1), originalTimestampMs: 0 })).toBe(3_257_812);
});

test("any other id leaves it to the time that the message says, in all its forms", () => {
  const others = [
    "m-1",
    uuidv7(AT).toUpperCase(),
    uuidv7(AT).replaceAll("-", ""),
    `${uuidv7(AT).slice(0, 14)}4${uuidv7(AT).slice(15)}`,
  ];
  for (const messageId of others) {
    expect(messageDay({ messageId, originalTimestampMs: 86_400_000 })).toBe(1);
    expect(messageDay({ messageId, originalTimestampMs: AT, undated: true })).toBeUndefined();
  }
});
