import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import english from "zod/v4/locales/en.js";
import ar from "./server/ar.json";
import es from "./server/es.json";
import fr from "./server/fr.json";
import hi from "./server/hi.json";
import { createServerReader } from "./server-reader.ts";

const LANGUAGES = { ar, es, fr, hi };
const PACKAGES = join(import.meta.dirname, "../../..");

/** A sentence without the names of what is put into it, which source and dictionary call differently. */
const shape = (text: string) => text.replace(/\$?\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, "{}");

/** Every text that the server's packages hold. */
function readServerTexts(): Set<string> {
  const sources = ["api", "contracts", "domain"].flatMap((name) => {
    const folder = join(PACKAGES, name, "src");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
    return files
      .filter((file) => /(?<!\.test)\.ts$/.test(file))
      .map((file) => readFileSync(join(folder, file), "utf8"));
  });
  const literals = sources.flatMap((source) => source.match(/"[^"\n]*"|`[^`]*`/g) ?? []);
  return new Set(
    literals.map((literal) =>
      shape(literal.slice(1, -1))
        .replace(/^\/\w+: /, "")
        .replace(/^\{\}: /, ""),
    ),
  );
}

/** What zod says of values that do not fit, in the server's English. */
function tellFaults(): string[] {
  const strict = z.strictObject({
    ...{
      short: z.string().min(2),
      long: z.string().max(1),
      few: z.array(z.string()).min(1),
      many: z.array(z.int()).max(0),
    },
    ...{ low: z.number().min(1), under: z.number().positive(), high: z.number().max(1), one: z.enum(["a", "b"]) },
    ...{ mail: z.email(), url: z.url(), at: z.iso.datetime(), pattern: z.string().regex(/^a$/), missing: z.string() },
  });
  const wrong = {
    ...{ short: "a", long: "ab", few: [], many: [1], low: 0, under: 0, high: 2, one: "c" },
    ...{ mail: "a", url: "a", at: "a", pattern: "b", more: 1 },
  };
  const { error } = strict.safeParse(wrong, { error: english().localeError });
  return error?.issues.map(({ message }) => message) ?? [];
}

test("the languages know the same sentences, and put nothing into them that the English one does not", () => {
  for (const sentences of Object.values(LANGUAGES)) {
    expect(Object.keys(sentences)).toEqual(Object.keys(es));
    for (const [text, said] of Object.entries(sentences)) {
      const names: string[] = text.match(/\{\w+\}/g) ?? [];
      expect([text, (said.match(/\{\w+\}/g) ?? []).filter((name) => !names.includes(name))]).toEqual([text, []]);
    }
  }
});

test("every sentence is one that the server says, or zod", () => {
  const said = readServerTexts();
  const faults = tellFaults();
  const read = (text: string) => createServerReader({ [text]: "known" }, {});
  const unknown = Object.keys(es).filter(
    // Words without a space stand within sentences.
    (text) => text.includes(" ") && !said.has(shape(text)) && !faults.some((fault) => read(text)(fault)),
  );
  expect(unknown).toEqual([]);
});

describe.each(Object.entries(LANGUAGES))("in %s", (_, sentences) => {
  const read = createServerReader(sentences, {});

  test("whatever zod says of a body has words", () => {
    const faults = tellFaults();
    expect(faults).toHaveLength(14);
    expect(faults.filter((fault) => read(fault) === undefined)).toEqual([]);
  });
});

test("values stand where the language wants them; states and fields are told; what is not known is not guessed", () => {
  const read = createServerReader(es, { running: "en curso" });
  expect(read("There is no webhook “w 1” in this project")).toBe("No hay ningún webhook «w 1» en este proyecto");
  expect(read("The campaign is running; only a draft can be changed or deleted")).toBe(
    "La campaña está en estado «en curso»; solo un borrador se puede cambiar o eliminar",
  );
  expect(read("/name: Too small: expected string to have >=1 characters")).toBe(
    "/name: Demasiado corto: hacen falta al menos 1 (caracteres)",
  );
  expect(read("/publishAt: must lie in the future")).toBe("/publishAt: debe estar en el futuro");
  expect(read("text at character 9: “foo” is left over: join conditions by and, or")).toBe(
    "text en el carácter 9: “foo” sobra: una las condiciones con and, or",
  );
  expect(read("This key is mistyped: copy it again")).toBe("Esta clave está mal escrita: cópiela de nuevo");
  expect(read("The campaign is running and cannot become draft; it stays so")).toBe(
    "La campaña está en estado «en curso» y no puede pasar a «draft»; se queda así",
  );
  expect(read("This key does what nobody has foreseen")).toBeUndefined();
  expect(read("Something nobody has foreseen")).toBeUndefined();
  expect(createServerReader(ar, {}, true)("Members of seg_1 are still being counted")).toContain("\u2068seg_1\u2069");
});
