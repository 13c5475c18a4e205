import { readFileSync } from "node:fs";
import { z } from "zod";

const publishedSchema = z.object({
  source: z.object({
    package: z.string(),
    version: z.string(),
    registry: z.string(),
    whose: z.string(),
    api: z.string(),
  }),
  /** Types of fields by the name of what has them: of a scalar, another type or an enum; `[]` many, `?` may be null. */
  types: z.record(z.string(), z.record(z.string(), z.string())),
  enums: z.record(z.string(), z.array(z.string())),
});
/** What a platform's own package publishes of its interface. */
export type Published = z.infer<typeof publishedSchema>;

/** Reads the definitions of a platform; `golden/make_published.py` made them. */
export function readPublished(platform: string): Published {
  const text = readFileSync(new URL(`./golden/${platform}.json`, import.meta.url), "utf8");
  return publishedSchema.parse(JSON.parse(text));
}

const isText = (value: unknown) => typeof value === "string";
/** Forms of a scalar in JSON. Whole numbers may be digits: protobuf writes 64 bits so, and forms know no numbers. */
const SCALARS: Record<string, (value: unknown) => boolean> = {
  string: isText,
  bool: (value) => typeof value === "boolean",
  float: (value) => typeof value === "number",
  int: (value) => Number.isInteger(value) || /^-?\d+$/.test(String(value)),
  "unsigned int": (value) => Number.isInteger(Number(value)) && Number(value) >= 0 && value !== "",
  int64: (value) => isText(value) && /^-?\d+$/.test(String(value)),
  datetime: (value) => isText(value) && !Number.isNaN(Date.parse(String(value))),
};
/** Definitions that say nothing of what is inside. */
const isOpen = (type: string) => type === "any" || type === "Object" || type.startsWith("map");

/** How a value departs from a published type; empty where it is of its form. */
export function findDepartures(published: Published, type: string, value: unknown, at = ""): string[] {
  if (type.endsWith("?")) return value === null ? [] : findDepartures(published, type.slice(0, -1), value, at);
  if (type.endsWith("[]")) {
    if (!Array.isArray(value)) return [`${at} is no list`];
    return value.flatMap((item, index) => findDepartures(published, type.slice(0, -2), item, `${at}/${index}`));
  }
  if (isOpen(type)) return [];
  const isScalar = SCALARS[type];
  if (isScalar) return isScalar(value) ? [] : [`${at} is no ${type}: ${JSON.stringify(value)}`];
  const values = published.enums[type];
  if (values) return isText(value) && values.includes(String(value)) ? [] : [`${at} is no ${type}: ${String(value)}`];
  if (!published.types[type]) return [`${at} is of the type ${type}, of which nothing is known`];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${at} is no ${type}`];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (inner === undefined) return [];
    const field = typeOfField(published, type, name);
    return field === undefined
      ? [`${at}/${name} is no field of ${type}`]
      : findDepartures(published, field, inner, `${at}/${name}`);
  });
}

function typeOfField(published: Published, type: string, name: string): string | undefined {
  const fields = published.types[type] ?? {};
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** The type at the end of a path of fields; undefined where there is no such path. */
export function typeAt(published: Published, type: string, path: readonly string[]): string | undefined {
  return path.reduce<string | undefined>(
    (inside, name) =>
      inside === undefined ? undefined : typeOfField(published, inside.replace(/(\[\]|\?)+$/, ""), name),
    type,
  );
}

/** The parts of a JSON Schema that a contract of ours consists of. */
type JsonSchema = {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  type?: string | string[];
};

/** What a contract of ours allows, or reads, that the published type has not: every field and every value of an enum. */
export function findSchemaDepartures(published: Published, type: string, schema: z.ZodType): string[] {
  // as: of the many forms of a JSON Schema those are walked that the type names; the rest says nothing of fields
  return walk(published, type, z.toJSONSchema(schema, { unrepresentable: "any", io: "input" }) as JsonSchema, "");
}

function walk(published: Published, type: string, schema: JsonSchema, at: string): string[] {
  const forms =
    schema.anyOf ?? (Array.isArray(schema.type) ? schema.type.map((form) => ({ ...schema, type: form })) : undefined);
  if (forms) return forms.flatMap((one) => walk(published, type, one, at));
  if (schema.type === "null") return type.endsWith("?") ? [] : [`${at} is never null`];
  const own = type.replace(/\?$/, "");
  if (isOpen(own)) return [];
  if (schema.items) {
    return own.endsWith("[]") ? walk(published, own.slice(0, -2), schema.items, `${at}/*`) : [`${at} is no list`];
  }
  const values = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  if (values) return values.flatMap((value) => findDepartures(published, own, value, at));
  if (schema.properties) {
    return Object.entries(schema.properties).flatMap(([name, inner]) => {
      const field = typeOfField(published, own, name);
      return field === undefined
        ? [`${at}/${name} is no field of ${own}`]
        : walk(published, field, inner, `${at}/${name}`);
    });
  }
  return isScalarOf(schema.type, own, published) ? [] : [`${at} is ${schema.type}, not ${own}`];
}

const JSON_TYPES: Record<string, readonly string[]> = {
  string: ["string", "int64", "datetime", "int", "unsigned int"],
  integer: ["int", "unsigned int", "float"],
  number: ["float", "int", "unsigned int"],
  boolean: ["bool"],
};

function isScalarOf(json: JsonSchema["type"], type: string, { enums, types }: Published): boolean {
  if (json === undefined) return true;
  if (json === "object") return type in types;
  return (JSON_TYPES[String(json)] ?? []).includes(type) || (json === "string" && type in enums);
}
