import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

// The bundler's way of asking stands in the part that waits for the dictionary: each would wait for the other.
test.each(["ar", "es", "fr", "hi"])(
  "the dictionary %s asks for nothing later: the console waits for it",
  (language) => {
    expect(readFileSync(join(import.meta.dirname, `${language}.ts`), "utf8")).not.toMatch(/\bimport\(/);
  },
);
