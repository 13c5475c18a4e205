import type { ProblemField } from "@rapport/contracts/errors";
import { PLAN_LIMITS } from "@rapport/contracts/tracking-plan";
import { compilePattern } from "./compile-pattern.ts";

/** Keywords with one subschema, with a list of them, and with a subschema for each name. */
const ONE = ["additionalProperties", "propertyNames", "contains", "not", "if", "then", "else"];
const SEVERAL = ["anyOf", "oneOf", "allOf"];
const NAMED = ["properties", "patternProperties"];
/**
 * Keywords without subschemas. Not among them: `uniqueItems`, which compares every pair of a list that a stranger sent.
 */
const PLAIN = [
  "type",
  "enum",
  "const",
  "required",
  "minProperties",
  "maxProperties",
  "minLength",
  "maxLength",
  "pattern",
  "format",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minItems",
  "maxItems",
  "title",
  "description",
  "default",
  "examples",
  "$comment",
];
const KNOWN = new Set([...ONE, ...SEVERAL, ...NAMED, ...PLAIN, "items"]);
/** Values of `format` that are checked. */
const FORMATS = ["date-time", "date", "email", "uri", "uuid"] as const;

/** A stranger's object with a member `valueOf` makes comparing objects throw; nothing of the kind befalls plain values. */
const SCALAR = "must be made of texts, numbers, true, false and null";

type Walk = { subschemas: number; branches: number; problems: ProblemField[] };
type Node = Record<string, unknown>;

/**
 * What keeps a schema from being taken: keywords that reach elsewhere (`$ref`, `$id`), that are not of draft 7, or that could
 * be made to run for long by the values of a stranger. Schemas are data that runs in every process, so what is not
 * known is refused, not ignored.
 */
export function checkSchema(schema: Record<string, unknown>): ProblemField[] {
  const bytes = Buffer.byteLength(JSON.stringify(schema));
  if (bytes > PLAN_LIMITS.schemaBytes) {
    return [{ pointer: "/schema", message: `has ${bytes} bytes; ${PLAN_LIMITS.schemaBytes} are allowed` }];
  }
  const walk: Walk = { subschemas: 0, branches: 0, problems: [] };
  visit(schema, "/schema", 0, walk);
  if (walk.subschemas > PLAN_LIMITS.subschemas) {
    report(walk, "/schema", `has ${walk.subschemas} subschemas; ${PLAN_LIMITS.subschemas} are allowed`);
  }
  if (walk.branches > PLAN_LIMITS.branches) {
    report(
      walk,
      "/schema",
      `has ${walk.branches} branches of anyOf, oneOf and allOf; ${PLAN_LIMITS.branches} are allowed`,
    );
  }
  return walk.problems.slice(0, 20);
}

function visit(value: unknown, pointer: string, depth: number, walk: Walk): void {
  walk.subschemas++;
  if (typeof value === "boolean") return;
  if (!isNode(value)) {
    report(walk, pointer, "must be a schema: an object, true or false");
    return;
  }
  if (depth >= PLAN_LIMITS.schemaDepth) {
    report(walk, pointer, `is nested deeper than ${PLAN_LIMITS.schemaDepth} levels`);
    return;
  }
  for (const key of Object.keys(value)) {
    if (!KNOWN.has(key)) report(walk, below(pointer, key), reasonAgainst(key));
  }
  checkPlain(value, pointer, walk);
  visitBelow(value, pointer, depth, walk);
}

function visitBelow(node: Node, pointer: string, depth: number, walk: Walk): void {
  const go = (value: unknown, ...steps: string[]) => visit(value, steps.reduce(below, pointer), depth + 1, walk);
  for (const key of ONE) if (node[key] !== undefined) go(node[key], key);
  for (const key of SEVERAL) {
    const list = node[key];
    if (list === undefined) continue;
    if (!Array.isArray(list)) report(walk, below(pointer, key), "must be a list of schemas");
    if (!Array.isArray(list)) continue;
    walk.branches += list.length;
    for (const [i, entry] of list.entries()) go(entry, key, String(i));
  }
  for (const key of NAMED) {
    const named = node[key];
    if (named === undefined) continue;
    if (!isNode(named)) report(walk, below(pointer, key), "must be an object of schemas");
    else for (const [name, entry] of Object.entries(named)) go(entry, key, name);
    if (key === "patternProperties" && isNode(named)) {
      for (const name of Object.keys(named)) checkPattern(name, below(below(pointer, key), name), walk);
    }
  }
  const { items } = node;
  if (Array.isArray(items)) report(walk, below(pointer, "items"), "must be one schema for all items, not a list");
  else if (items !== undefined) go(items, "items");
}

function checkPlain(node: Node, pointer: string, walk: Walk): void {
  if (typeof node.pattern === "string") checkPattern(node.pattern, below(pointer, "pattern"), walk);
  if (node.format !== undefined && !FORMATS.some((known) => known === node.format)) {
    report(walk, below(pointer, "format"), `must be one of ${FORMATS.join(", ")}`);
  }
  if (node.const !== undefined && !isScalar(node.const)) report(walk, below(pointer, "const"), SCALAR);
  checkList(node, "enum", isScalar, SCALAR, pointer, walk);
  checkList(node, "required", isText, "must be a list of names", pointer, walk);
  if (Array.isArray(node.type)) checkList(node, "type", isText, "must be a list of types", pointer, walk);
}

function checkList(
  node: Node,
  key: string,
  fits: (value: unknown) => boolean,
  message: string,
  pointer: string,
  walk: Walk,
): void {
  const list = node[key];
  if (list !== undefined && !(Array.isArray(list) && list.every(fits))) report(walk, below(pointer, key), message);
}

function checkPattern(pattern: string, pointer: string, walk: Walk): void {
  if (pattern.length > PLAN_LIMITS.patternLength) {
    report(walk, pointer, `has more than ${PLAN_LIMITS.patternLength} characters`);
    return;
  }
  try {
    compilePattern(pattern);
  } catch (error) {
    report(
      walk,
      pointer,
      `is no RE2 expression (no look-around, no back-references): ${error instanceof Error ? error.message : ""}`,
    );
  }
}

function reasonAgainst(key: string): string {
  if (key === "$ref") return "is not supported: a schema stands alone; write out what it refers to";
  return "is not a keyword that is supported; remove it";
}

function report(walk: Walk, pointer: string, message: string): void {
  walk.problems.push({ pointer, message });
}

function below(pointer: string, key: string): string {
  return `${pointer}/${key.slice(0, 100).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value !== "object";
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}
