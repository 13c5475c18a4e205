import { expect, test } from "vitest";
import { generateKey, isMistyped } from "./keys.ts";

test("a made key with a wrong character is told from an unknown one, keys of the older alphabet included", () => {
  const old = "pk_-_-_-_-_-_-_-_-_-_-_-_-_-_AvpneBw";
  for (const key of [generateKey("secret", (size) => new Uint8Array(size).fill(255)), old]) {
    expect(isMistyped(key)).toBe(false);
    for (let at = 3; at < key.length; at++) {
      const other = key[at] === "7" ? "8" : "7";
      expect(isMistyped(key.slice(0, at) + other + key.slice(at + 1))).toBe(true);
    }
  }
  expect(isMistyped("pk_chosen_by_hand")).toBe(false);
});

test("bytes at either end fill the same length", () => {
  for (const byte of [0, 255]) expect(generateKey("write", (size) => new Uint8Array(size).fill(byte))).toHaveLength(36);
});
