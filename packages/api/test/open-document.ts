import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { z } from "zod";

const mediaSchema = z.object({ schema: z.record(z.string(), z.unknown()), example: z.unknown().optional() });
const contentSchema = z.record(z.string(), mediaSchema);
const operationSchema = z.object({
  operationId: z.string(),
  "x-permission": z.string().optional(),
  tags: z.array(z.string()).default([]),
  requestBody: z.object({ content: contentSchema }).optional(),
  responses: z.record(z.string(), z.object({ content: contentSchema })),
});
const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) });

/** One operation as the document declares it. */
export type Operation = {
  id: string;
  tags: string[];
  method: string;
  path: string;
  /** `area:verb`; the tracking API has none. */
  permission: string | undefined;
  body: Declared | undefined;
  responses: Map<number, Declared>;
};
/** Media type of an answer, and a parser made from its declared schema. */
export type Declared = { type: string; example: unknown; parse: (body: unknown) => unknown };

/** Every operation of the server's OpenAPI document. */
export async function readOperations(server: TestServer): Promise<Operation[]> {
  const { paths } = documentSchema.parse(await (await server.ask("/openapi.json")).json());
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, { operationId, tags, requestBody, responses, "x-permission": permission }]) => ({
        id: operationId,
        tags,
        permission,
        body: requestBody && declared(requestBody.content),
        method: method.toUpperCase(),
        path,
        responses: new Map(
          Object.entries(responses).map(([status, { content }]) => [Number(status), declared(content)]),
        ),
      }),
    ),
  );
}

function declared(content: z.infer<typeof contentSchema>): Declared {
  const [[type, { schema, example }] = ["", { schema: {}, example: undefined }]] = Object.entries(content);
  return { type, example, parse: (body) => z.fromJSONSchema(schema).parse(body) };
}
