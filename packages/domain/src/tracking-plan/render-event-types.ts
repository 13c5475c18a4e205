import type { PlanEvent } from "@rapport/contracts/tracking-plan";

const HEADER = `// Written by \`rapport types\` from the tracking plan. Do not edit: run it again.

/** Events of the tracking plan and their properties. */
export type RapportEvents = {`;

type Node = Record<string, unknown>;

/**
 * A TypeScript declaration of a plan's events, for the clients' type parameter: `createRapport<RapportEvents>()`. What a
 * schema says and TypeScript cannot (patterns, bounds, conditions) is left to the server. O(size of the schemas).
 */
export function renderEventTypes(events: readonly PlanEvent[]): string {
  const members = events
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map(
      ({ name, description, schema }) =>
        `${comment(description, "  ")}  ${JSON.stringify(name)}: ${object(schema, 1)};`,
    );
  return `${[HEADER, ...members].join("\n")}\n};\n`;
}

/** Properties of an event are an object, whether its schema says so or not. */
function object(schema: Node, depth: number): string {
  const { properties, additionalProperties } = schema;
  const required: unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const indent = "  ".repeat(depth + 1);
  const members = Object.entries(Object(properties)).map(([name, value]) => {
    const description = isNode(value) && typeof value.description === "string" ? value.description : "";
    const mark = required.includes(name) ? "" : "?";
    return `${comment(description, indent)}${indent}${key(name)}${mark}: ${type(value, depth + 1)};`;
  });
  const named = new Set(Object.keys(Object(properties)));
  for (const name of required) {
    if (typeof name === "string" && !named.has(name)) members.push(`${indent}${key(name)}: unknown;`);
  }
  if (additionalProperties !== false) members.push(`${indent}[name: string]: unknown;`);
  return members.length === 0 ? "Record<string, never>" : `{\n${members.join("\n")}\n${"  ".repeat(depth)}}`;
}

function type(schema: unknown, depth: number): string {
  if (schema === false) return "never";
  if (!isNode(schema)) return "unknown";
  if ("const" in schema) return literal(schema.const);
  if (Array.isArray(schema.enum)) return union(schema.enum.map(literal));
  const branches = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(branches)) return union(branches.map((branch) => type(branch, depth)));
  const names = Array.isArray(schema.type) ? schema.type : [schema.type ?? guess(schema)];
  return union(names.map((name) => ofName(name, schema, depth)));
}

function ofName(name: unknown, schema: Node, depth: number): string {
  if (name === "string" || name === "boolean" || name === "null") return name;
  if (name === "number" || name === "integer") return "number";
  if (name === "array") return Array.isArray(schema.items) ? "unknown[]" : `Array<${type(schema.items, depth)}>`;
  return name === "object" ? object(schema, depth) : "unknown";
}

/** Identifiers stand without quotes, as people write them. */
function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** A schema without a type that speaks of properties is one of objects; of any other kind it may be anything. */
function guess(schema: Node): string {
  return isNode(schema.properties) ? "object" : "unknown";
}

function literal(value: unknown): string {
  return typeof value === "object" && value !== null ? "unknown" : JSON.stringify(value);
}

function union(types: readonly string[]): string {
  const distinct = [...new Set(types)];
  return distinct.includes("unknown") || distinct.length === 0 ? "unknown" : distinct.join(" | ");
}

function comment(text: string, indent: string): string {
  const line = text.replaceAll("*/", "*\\/").replace(/\s+/g, " ").trim();
  return line === "" ? "" : `${indent}/** ${line} */\n`;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
