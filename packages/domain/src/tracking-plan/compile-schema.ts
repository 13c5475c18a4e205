import type { ErrorObject } from "ajv";
import { Ajv } from "ajv";
import { compilePattern } from "./compile-pattern.ts";

/** One place at which a value breaks its schema. */
export type Violation = {
  /** JSON pointer into the value; empty = the value itself. */
  pointer: string;
  message: string;
  /** The steps of the member to take out, if taking one out can mend it; undefined where something is missing. */
  drop: readonly string[] | undefined;
};

/** Answers what is wrong with a value; empty when nothing is. */
export type Check = (value: unknown) => Violation[];

/** Keywords whose inner failures are not failures by themselves. */
const TRIALS = new Set(["anyOf", "oneOf", "not", "if", "contains"]);
/** Keywords followed by a name that a schema's author chose. */
const NAMED = new Set(["properties", "patternProperties"]);
/** Keywords that say something is missing: nothing can be taken out to mend it. */
const MISSING = new Set(["required", "minProperties", "dependentRequired"]);

const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,255}$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const DATE_TIME = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * Compiles a schema that `checkSchema` takes (Ajv 8, JSON Schema draft 7). Own properties only, so that `required:
 * ["toString"]` means what it says; expressions by RE2; every failure is found, not the first one alone.
 */
export function compileSchema(schema: Record<string, unknown>): Check {
  const validate = createAjv(false).compile(schema);
  return (value) => {
    if (validate(value) === true) return [];
    return toViolations(validate.errors ?? []);
  };
}

/** What a schema says that draft 7 does not know, such as a `type` that is none; undefined when nothing. */
export function findSchemaFault(schema: Record<string, unknown>): { pointer: string; message: string } | undefined {
  const ajv = createAjv(true);
  if (ajv.validateSchema(schema) === true) return undefined;
  const [error] = ajv.errors ?? [];
  return { pointer: `/schema${error?.instancePath ?? ""}`, message: error?.message ?? "is not a JSON Schema" };
}

/** One for each schema: what it has compiled goes with it. The schema of schemas is compiled where one is put only. */
function createAjv(meta: boolean): Ajv {
  const regExp = Object.assign((pattern: string) => compilePattern(pattern), { code: "undefined" });
  const ajv = new Ajv({
    allErrors: true,
    ownProperties: true,
    strict: false, // what is unknown is refused by checkSchema, with a place
    meta,
    validateSchema: false,
    addUsedSchema: false,
    logger: false,
    code: { regExp },
  });
  ajv.addFormat("email", EMAIL);
  ajv.addFormat("uuid", UUID);
  ajv.addFormat("uri", (text) => URL.canParse(text));
  ajv.addFormat("date", (text) => DATE.test(text) && !Number.isNaN(Date.parse(text)));
  ajv.addFormat("date-time", (text) => DATE_TIME.test(text) && !Number.isNaN(Date.parse(text)));
  return ajv;
}

function toViolations(errors: readonly ErrorObject[]): Violation[] {
  const violations = new Map<string, Violation>();
  for (const error of errors) {
    if (isTrial(error.schemaPath) || error.keyword === "if") continue;
    const violation = toViolation(error);
    violations.set(`${violation.pointer} ${violation.message}`, violation);
  }
  return [...violations.values()];
}

function toViolation({ instancePath, keyword, params, message, propertyName }: ErrorObject): Violation {
  const member: unknown = params.additionalProperty ?? params.missingProperty ?? propertyName ?? params.propertyName;
  const steps = instancePath.split("/").slice(1).map(unescapeStep);
  const place = typeof member === "string" ? [...steps, member] : steps;
  return {
    pointer: place.map((step) => `/${step.slice(0, 100).replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""),
    message: describe(keyword, params, message),
    drop: MISSING.has(keyword) ? undefined : place,
  };
}

function describe(keyword: string, params: Record<string, unknown>, message: string | undefined): string {
  if (keyword === "required") return "is missing";
  if (keyword === "additionalProperties") return "is not in the plan";
  if (keyword === "enum") return `must be one of ${JSON.stringify(params.allowedValues).slice(0, 200)}`;
  if (keyword === "const") return `must be ${JSON.stringify(params.allowedValue).slice(0, 200)}`;
  return (message ?? `breaks ${keyword}`).slice(0, 300);
}

/** True for a failure inside something that may fail: one branch of several, or the question of an `if`. */
function isTrial(schemaPath: string): boolean {
  const steps = schemaPath.split("/").slice(1);
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i] ?? "";
    if (NAMED.has(step)) i++;
    else if (TRIALS.has(step) && i < steps.length - 1) return true;
  }
  return false;
}

function unescapeStep(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}
