import { z } from "zod";
import { formatDigits } from "../../lib/format.ts";
import { t, word } from "../../lib/text.ts";

/** One value of a form that is made from a JSON Schema; values keep their types on the way to the server. */
export type SchemaField = {
  /** Place in the value, e.g. `["budget", "dailyCents"]`. */
  path: readonly string[];
  /** What it is part of, from the outside in; empty at the top. */
  group: readonly string[];
  label: string;
  /** `money` is whole cents, shown with a point; `fixed` is shown only, since no other value would be taken. */
  kind: "text" | "long" | "number" | "money" | "check" | "choice" | "fixed" | "json";
  choices: readonly string[];
  hint: string;
};

const nodeSchema = z.looseObject({
  type: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
});
type Node = z.infer<typeof nodeSchema>;

/** The house's names end with their unit. */
const CENTS = /Cents$/;
/** Above this length a text gets room for lines. */
const LONG_TEXT = 120;

/** The fields of a schema, objects within it opened; what has no field of its own is edited as JSON. */
export function toFields(schema: unknown, value: unknown, path: readonly string[] = []): SchemaField[] {
  const node: Node = nodeSchema.catch({}).parse(schema);
  if (node.properties) {
    return inOrder(node).flatMap(([name, child]) => toFields(child, Object(value)[name], [...path, name]));
  }
  const kind = kindOf(node, value, path);
  return [
    {
      path,
      group: path.slice(0, -1).map(labelOf),
      label: node.title ?? labelOf(path.at(-1) ?? ""),
      kind,
      choices: choicesOf(node),
      hint: kind === "money" || kind === "fixed" ? (node.description ?? "") : hintOf(node),
    },
  ];
}

/** A schema's properties as they were written: a store of JSON keeps the order of lists alone. */
function inOrder({ properties = {}, required = [] }: Node): [string, unknown][] {
  const placeOf = (name: string) => (required.includes(name) ? required.indexOf(name) : required.length);
  return Object.entries(properties).sort(([a], [b]) => placeOf(a) - placeOf(b));
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
    .map((field) => ({
      label: [...field.group, field.label].join(" › "),
      was: showValue(field, before),
      now: showValue(field, after),
    }))
    .filter(({ was, now }) => was !== now);
}

/** A field's value as text. */
export function showValue({ path, kind }: SchemaField, whole: unknown): string {
  const value = readAt(whole, path);
  if (kind === "money" && typeof value === "number") return formatDigits(value / 100, 2);
  if (typeof value === "boolean") return value ? t("Yes") : t("No");
  return typeof value === "string" ? value : (JSON.stringify(value) ?? t("nothing"));
}

function kindOf(node: Node, value: unknown, path: readonly string[]): SchemaField["kind"] {
  if (node.const !== undefined) return "fixed";
  if (choicesOf(node).length > 0) return "choice";
  if (node.type === "boolean") return "check";
  if (node.type === "number" || node.type === "integer")
    return path.some((name) => CENTS.test(name)) ? "money" : "number";
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

/** `dailyCents` as “Daily”, `headline2` as “Headline 2”. */
function labelOf(name: string): string {
  const words = name
    .replace(CENTS, "")
    .replace(/([a-z0-9])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
    .replace(/[_-]/g, " ")
    .trim();
  if (words === "") return t("Value");
  const [, text = "", count = ""] = /^(.*?)\s?(\d*)$/.exec(words.charAt(0).toUpperCase() + words.slice(1)) ?? [];
  return `${word(text)} ${count}`.trim();
}
