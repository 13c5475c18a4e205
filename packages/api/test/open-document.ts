import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { z } from "zod";

const contentSchema = z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) }));
const operationSchema = z.object({
  operationId: z.string(),
  "x-permission": z.string().optional(),
  responses: z.record(z.string(), z.object({ content: contentSchema })),
});
const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) });

/** One operation as the document declares it. */
export type Operation = {
  id: string;
  method: string;
  path: string;
  /** `area:verb`; the tracking API has none. */
  permission: string | undefined;
  responses: Map<number, Declared>;
};
/** Media type of an answer, and a parser made from its declared schema. */
export type Declared = { type: string; parse: (body: unknown) => unknown };

/** Every operation of the server's OpenAPI document. */
export async function readOperations(server: TestServer): Promise<Operation[]> {
  const { paths } = documentSchema.parse(await (await server.ask("/openapi.json")).json());
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, responses, "x-permission": permission }]) => ({
      id: operationId,
      permission,
      method: method.toUpperCase(),
      path,
      responses: new Map(Object.entries(responses).map(([status, { content }]) => [Number(status), declared(content)])),
    })),
  );
}

function declared(content: z.infer<typeof contentSchema>): Declared {
  const [[type, { schema }] = ["", { schema: {} }]] = Object.entries(content);
  return { type, parse: (body) => z.fromJSONSchema(schema).parse(body) };
}
