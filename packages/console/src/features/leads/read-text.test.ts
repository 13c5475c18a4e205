import { expect, test } from "vitest";
import { readText } from "./read-text.ts";

const read = (...bytes: number[]) => readText(new Blob([Uint8Array.from(bytes)]));

test("a file is read in the encoding that it was written in", async () => {
  expect(await readText(new Blob(["Zoë"]))).toBe("Zoë");
  expect(await read(0x5a, 0x6f, 0xeb)).toBe("Zoë");
  expect(await read(0xff, 0xfe, 0x5a, 0x00, 0xeb, 0x00)).toBe("Zë");
  expect(await read(0xfe, 0xff, 0x00, 0x5a, 0x00, 0xeb)).toBe("Zë");
});
