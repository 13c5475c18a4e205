import { z } from "zod";
import { t } from "../../lib/text.ts";

/** One value of a form that is made from a JSON Schema; values keep their types on the way to the server. */
export type SchemaField = {
  /** Place in the value, e.g. `["budget", "dailyCents"]`. */
  path: readonly string[];
  label: string;
  kind: "text" | "long" | "number" | "check" | "choice" | "json";
  choices: readonly string[];
  hint: string;
};

const nodeSchema = z.looseObject({
  type: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  enum: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
});
type Node = z.infer<typeof nodeSchema>;

/** Above this length a text gets room for lines. */
const LONG_TEXT = 120;

/** The fields of a schema, objects within it opened; what has no field of its own is edited as JSON. */
export function toFields(schema: unknown, value: unknown, path: readonly string[] = []): SchemaField[] {
  const node: Node = nodeSchema.catch({}).parse(schema);
  if (node.properties) {
    return Object.entries(node.properties).flatMap(([name, child]) =>
      toFields(child, Object(value)[name], [...path, name]),
    );
  }
  return [
    {
      path,
      label: node.title ?? labelOf(path),
      kind: kindOf(node, value),
      choices: choicesOf(node),
      hint: hintOf(node),
    },
  ];
}

/** The value at a place. */
export function readAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, name) => Object(at)[name], value);
}

/** The same value with another one at a place. */
export function writeAt(value: unknown, path: readonly string[], next: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return next;
  return { ...Object(value), [name]: writeAt(Object(value)[name], rest, next) };
}

/** What differs between two values, by the fields of their schema. */
export function listChanges(fields: readonly SchemaField[], before: unknown, after: unknown) {
  return fields
    .map(({ path, label }) => ({ label, was: show(readAt(before, path)), now: show(readAt(after, path)) }))
    .filter(({ was, now }) => was !== now);
}

function show(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? t("nothing"));
}

function kindOf(node: Node, value: unknown): SchemaField["kind"] {
  if (choicesOf(node).length > 0) return "choice";
  if (node.type === "boolean") return "check";
  if (node.type === "number" || node.type === "integer") return "number";
  if (node.type !== "string") return "json";
  return (node.maxLength ?? 0) > LONG_TEXT || String(value ?? "").length > LONG_TEXT ? "long" : "text";
}

function choicesOf(node: Node): string[] {
  return node.enum?.every((each) => typeof each === "string") ? node.enum.map(String) : [];
}

function hintOf({ description, minimum, maximum, maxLength }: Node): string {
  const bounds = [
    // Bounds that only say what a number can hold tell nobody anything.
    minimum !== undefined && minimum > -1e9 ? t("at least {minimum}", { minimum }) : "",
    maximum !== undefined && maximum < 1e9 ? t("at most {maximum}", { maximum }) : "",
    maxLength === undefined ? "" : t("at most {maxLength} characters", { maxLength }),
  ];
  return [description ?? "", ...bounds].filter((part) => part !== "").join(", ");
}

/** `dailyCents` as “Daily cents”. */
function labelOf(path: readonly string[]): string {
  const words = path.map((name) =>
    name
      .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
      .replace(/[_-]/g, " ")
      .toLowerCase(),
  );
  const text = words.join(" › ");
  return text === "" ? t("Value") : text.charAt(0).toUpperCase() + text.slice(1);
}
