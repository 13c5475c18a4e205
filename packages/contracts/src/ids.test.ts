import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBase32, encodeBase32, formatUuid, isUuid, newId, uuidv7Bytes } from "./ids.ts";

const RANDOM = Uint8Array.from({ length: 10 }, (_, i) => i * 25);
const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
const random = fc.uint8Array({ minLength: 10, maxLength: 10 });
const timeMs = fc.integer({ min: 0, max: 2 ** 48 - 1 });

// The example of RFC 9562, appendix A.6: 2022-02-22T19:22:22Z.
test("a UUIDv7 has the form and the time of the RFC's example", () => {
  const example = Uint8Array.of(0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f);
  expect(formatUuid(uuidv7Bytes(0x017f22e279b0, example))).toBe("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
});

test("every UUIDv7 is canonical, says its version and variant, and sorts by its time", () => {
  fc.assert(
    fc.property(timeMs, timeMs, random, random, (a, b, x, y) => {
      const [one, two] = [formatUuid(uuidv7Bytes(a, x)), formatUuid(uuidv7Bytes(b, y))];
      expect(isUuid(one)).toBe(true);
      expect(one).toMatch(/^.{14}7.{4}[89ab]/);
      if (a !== b) expect(one < two).toBe(a < b);
    }),
  );
});

test("texts in base 32 sort like the bytes they stand for, and differ when those do", () => {
  expect(encodeBase32(new Uint8Array(16))).toBe("0".repeat(26));
  expect(encodeBase32(new Uint8Array(16).fill(255))).toBe(`7${"z".repeat(25)}`);
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      expect(Math.sign(compare(encodeBase32(a), encodeBase32(b)))).toBe(Math.sign(compareBytes(a, b)));
      expect(decodeBase32(encodeBase32(a))).toEqual(a);
    }),
  );
});

test.each(["", "0".repeat(25), "0".repeat(27), `8${"0".repeat(25)}`, `${"0".repeat(25)}i`, `${"0".repeat(25)}A`])(
  "“%s” is not 16 bytes in base 32",
  (text) => {
    expect(decodeBase32(text)).toBeUndefined();
  },
);

test("an id tells its kind", () => {
  expect(newId("project", Date.UTC(2026, 0, 5), RANDOM)).toMatch(/^prj_[0-9a-z]{26}$/);
});

test.each([
  "",
  "0".repeat(36),
  "017F22E2-79B0-7CC3-98C4-DC0C0C07398F",
  "017f22e2-79b0-7cc3-98c4-dc0c0c07398f ",
  "{017f22e2-79b0-7cc3-98c4-dc0c0c07398}",
])("“%s” is not a canonical UUID", (text) => {
  expect(isUuid(text)).toBe(false);
});

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
