import fc from "fast-check";
import { expect, test } from "vitest";
import { deriveKey, eventKey } from "../events/event-key.ts";
import { formatProfileId, parseProfileId } from "./profile-id.ts";

test("every profile id comes back from its public form", () => {
  fc.assert(
    fc.property(fc.uuid(), (uuid) => {
      expect(parseProfileId(formatProfileId(uuid))).toBe(uuid);
    }),
  );
});

test.each([
  "",
  "pro_",
  "ada",
  "usr_00000000000000000000000000",
  "pro_80000000000000000000000000",
  "pro_0000000000000000000000000i",
  "pro_000000000000000000000000000",
])("“%s” is no profile id", (text) => {
  expect(parseProfileId(text)).toBeUndefined();
});

// Golden values from another implementation (Python's hashlib): a key that changed would store every event again.
test("keys of messages stay what they are for ever", () => {
  expect(eventKey("019b8e6c-7d4f-7a3b-9c2d-1e0f2a3b4c5d")).toBe("019b8e6c-7d4f-7a3b-9c2d-1e0f2a3b4c5d");
  expect(eventKey("message-1")).toBe("a3d6d71d-4c13-8948-90a3-de48c1ec3499");
  expect(eventKey("019B8E6C-7D4F-7A3B-9C2D-1E0F2A3B4C5D")).toBe("ed01852d-0418-8b76-bfe6-d88f0310c719");
  expect(deriveKey("profile\0prj_1\0user\0smörgås")).toBe("c77512ce-fd1a-8e3b-9539-a6000a39d3a6");
});
