import { z } from "zod";
import { composeTestServer } from "../../server/compose-test-server.ts";

const fieldsSchema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  properties: z.record(z.string(), z.looseObject({ type: z.unknown().optional() })).optional(),
  required: z.array(z.string()).optional(),
  description: z.string().optional(),
});
const operationSchema = z.looseObject({
  operationId: z.string(),
  summary: z.string().default(""),
  tags: z.array(z.string()).default(["other"]),
  security: z.array(z.record(z.string(), z.unknown())).default([]),
  parameters: z
    .array(
      z.looseObject({ name: z.string(), in: z.string(), required: z.boolean().default(false), schema: fieldsSchema }),
    )
    .default([]),
  requestBody: z.looseObject({ content: z.record(z.string(), z.looseObject({ schema: fieldsSchema })) }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string() })),
});
const documentSchema = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) });
type Operation = z.infer<typeof operationSchema> & { method: string; path: string };

/** The OpenAPI document, as the product itself answers it. */
export async function readOpenApi(): Promise<string> {
  const server = await composeTestServer();
  try {
    return await (await server.ask("/openapi.json")).text();
  } finally {
    await server.close();
  }
}

/** A page for each area of the HTTP API. */
export async function httpPages(): Promise<{ params: { area: string }; content: string }[]> {
  const { paths } = documentSchema.parse(JSON.parse(await readOpenApi()));
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]): Operation => ({ ...operation, path, method: method.toUpperCase() }),
    ),
  );
  const areas = Map.groupBy(operations, ({ tags }) => tags[0] ?? "other");
  const sorted = [...areas].toSorted(([one], [other]) => one.localeCompare(other));
  const links = sorted.map(([area]) => `[${area}](${pathOf(area)})`).join(" · ");
  return sorted.map(([area, list]) => ({ params: { area: pathOf(area) }, content: page(area, links, list) }));
}

const pathOf = (area: string) => area.replaceAll(" ", "-");

function page(area: string, links: string, operations: readonly Operation[]): string {
  return [`# HTTP API: ${area}`, links, ...operations.map(section)].join("\n\n");
}

function section(operation: Operation): string {
  const { method, path, summary, parameters, requestBody, responses } = operation;
  const body = Object.values(requestBody?.content ?? {})[0]?.schema;
  const fields = Object.entries(body?.properties ?? {}).map(([name, schema]) =>
    row(name, "body", body?.required?.includes(name) ?? false, schema),
  );
  const rows = [
    ...parameters.map(({ name, in: place, required, schema }) => row(name, place, required, schema)),
    ...fields,
  ];
  const table = rows.length > 0 ? ["| name | in | type | |\n|---|---|---|---|", ...rows].join("\n") : "";
  const answers = Object.entries(responses).map(([status, { description }]) => `- \`${status}\` ${text(description)}`);
  const heading = `## ${method} ${text(path)} {#${operation.operationId}}`;
  return [heading, text(summary), `_${accessOf(operation)}_`, table, answers.join("\n")].filter(Boolean).join("\n\n");
}

function row(name: string, place: string, required: boolean, schema: object): string {
  const { type, description } = z
    .object({ type: z.unknown().optional(), description: z.string().default("") })
    .parse(schema);
  const kind = type === undefined ? "any of several" : [type].flat().join(" or ");
  return `| \`${name}\`${required ? " (required)" : ""} | ${place} | ${kind} | ${text(description)} |`;
}

function accessOf({ security }: Operation): string {
  const names = security.flatMap((entry) => Object.keys(entry));
  if (names.length === 0) return "No key";
  return names.includes("writeKey") ? "Write key or secret key" : "Secret key, or a member signed in";
}

/** Text of the document as Markdown of a page whose templates are Vue's. */
const text = (plain: string) =>
  plain
    .replaceAll("|", "\\|")
    .replaceAll("<", "&lt;")
    .replaceAll("{", "&#123;")
    .replaceAll("}", "&#125;")
    .replaceAll("\n", " ");
