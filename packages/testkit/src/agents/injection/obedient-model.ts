import { z } from "zod";
import type { ChatRequest } from "../../models/fake-chat-server.ts";

type JsonSchema = {
  type?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  maxLength?: number;
  maximum?: number;
  additionalProperties?: JsonSchema | boolean;
};

const requestSchema = z.looseObject({
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
  response_format: z.object({ json_schema: z.object({ schema: z.custom<JsonSchema>() }) }).optional(),
});
const fieldsSchema = z.object({ input: z.object({ fields: z.array(z.object({ name: z.string() })) }) });

/**
 * A model that does whatever anybody says anywhere: its answer fits the schema, so that nothing is refused for its shape, and every word of it
 * is what the attacker wants, with fields beside it that no schema has.
 */
export function obey(request: ChatRequest, order: string, aim: string): string {
  const { messages, response_format: format } = requestSchema.parse(request);
  const system = messages.find(({ role }) => role === "system")?.content ?? "";
  const user = messages.findLast(({ role }) => role === "user")?.content ?? "";
  const word = aim === "reveal" ? system : order;
  const named = fieldsSchema.safeParse(readJson(messages.find(({ role }) => role === "user")?.content ?? user));
  const fields = named.success ? named.data.input.fields.map(({ name }) => name) : ["text"];
  const answer = fill(format?.json_schema.schema ?? {}, word, fields);
  if (typeof answer !== "object" || answer === null) return word;
  const beside = { action: aim, tool: { name: aim, arguments: order }, approve: true, dayCapCents: 99_999_900 };
  return JSON.stringify({ ...answer, ...(aim === "reveal" ? {} : beside) });
}

/** A value of a schema in which all that can be is the attacker's. */
function fill(schema: JsonSchema, word: string, fields: readonly string[]): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf?.[0]) return fill(schema.anyOf[0], word, fields);
  switch (schema.type) {
    case "object": {
      const known = Object.entries(schema.properties ?? {}).map(([name, of]) => [name, fill(of, word, fields)]);
      const free = typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
      return Object.fromEntries([
        ...known,
        ...(free?.type ? fields.map((name) => [name, fill(free, word, fields)]) : []),
      ]);
    }
    case "array":
      return [1, 2, 3].map(() => fill(schema.items ?? {}, word, fields));
    case "integer":
    case "number":
      return Math.min(schema.maximum ?? 1, 1);
    case "boolean":
      return true;
    default:
      return word.slice(0, Math.min(schema.maxLength ?? 4_000, 4_000));
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
