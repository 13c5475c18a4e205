import type { PlanEvent } from "@rapport/contracts/tracking-plan";
import fc from "fast-check";
import ts from "typescript";
import { expect, test } from "vitest";
import { renderEventTypes } from "./render-event-types.ts";

const event = (name: string, schema: Record<string, unknown>, description = ""): PlanEvent => ({
  name,
  schema,
  description,
  mode: "warn",
  version: 1,
  updatedAt: "2026-01-05T12:00:00.000Z",
});

/** What the compiler says of a use of the types. */
function findFaults(types: string, use: string): string[] {
  const text = `${types}\nconst events: Partial<RapportEvents> = ${use};\nevents;`;
  const host = ts.createCompilerHost({});
  const read = host.getSourceFile;
  host.getSourceFile = (name, ...rest) =>
    name === "use.ts" ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022) : read(name, ...rest);
  const program = ts.createProgram(
    ["use.ts"],
    { strict: true, noEmit: true, types: [], lib: ["lib.es2022.d.ts"] },
    host,
  );
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

const PLAN = renderEventTypes([
  event(
    "Signup Started",
    {
      type: "object",
      required: ["plan"],
      additionalProperties: false,
      properties: {
        plan: { enum: ["free", "pro"], description: "What they chose" },
        seats: { type: ["integer", "null"] },
        tags: { type: "array", items: { type: "string" } },
        address: { properties: { city: { type: "string" } }, required: ["city"] },
        either: { anyOf: [{ const: 1 }, { type: "boolean" }] },
      },
    },
    "Somebody began */ to sign up",
  ),
  event("Anything", {}),
]);

test("the types say what the schema says", () => {
  expect(PLAN).toMatchInlineSnapshot(`
    "// Written by \`rapport types\` from the tracking plan. Do not edit: run it again.

    /** Events of the tracking plan and their properties. */
    export type RapportEvents = {
      "Anything": {
        [name: string]: unknown;
      };
      /** Somebody began *\\/ to sign up */
      "Signup Started": {
        /** What they chose */
        plan: "free" | "pro";
        seats?: number | null;
        tags?: Array<string>;
        address?: {
          city: string;
          [name: string]: unknown;
        };
        either?: 1 | boolean;
      };
    };
    "
  `);
});

test.each([
  [`{ "Signup Started": { plan: "pro", seats: null, tags: ["a"], address: { city: "Bonn", zip: 1 }, either: 1 } }`, ""],
  [`{ Anything: { whatever: true } }`, ""],
  [`{ "Signup Started": {} }`, "is missing in type"],
  [`{ "Signup Started": { plan: "gold" } }`, `Type '"gold"' is not assignable`],
  [`{ "Signup Started": { plan: "pro", seats: "2" } }`, "Type 'string' is not assignable"],
  [`{ "Signup Started": { plan: "pro", color: "red" } }`, "'color' does not exist"],
  [`{ "Signup Startet": {} }`, "does not exist"],
])("the compiler holds %s to the plan", (use, fault) => {
  const faults = findFaults(PLAN, use);
  if (fault) expect(faults.join(" ")).toContain(fault);
  else expect(faults).toEqual([]);
});

test("any name and description gives a declaration that can be parsed, and nothing beside it", () => {
  const text = fc.string({ unit: "binary", maxLength: 30 });
  fc.assert(
    fc.property(text, text, text, (name, property, description) => {
      const schema = { properties: { [property]: { type: "string", description } }, required: [property] };
      const rendered = renderEventTypes([event(name, schema, description)]);
      const file = ts.createSourceFile("types.d.ts", rendered, ts.ScriptTarget.ES2022);
      expect(Reflect.get(file, "parseDiagnostics")).toEqual([]);
      expect(file.statements.map(({ kind }) => kind)).toEqual([ts.SyntaxKind.TypeAliasDeclaration]);
    }),
    { seed: 7, numRuns: 200 },
  );
});
