import type { Random } from "@rapport/engine/random";
import { z } from "zod";
import type { TestRequest, TestServer } from "../server/compose-test-server.ts";

/** One operation of the product API. */
export type TenantOperation = { id: string; method: string; path: string; permission: string; hasBody: boolean };

const operationSchema = z.object({
  operationId: z.string(),
  "x-permission": z.string().optional(),
  requestBody: z.unknown().optional(),
});
const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) });

/** What one permission does not decide: it sifts what it answers by all of the caller's. */
const SIFTED = "/api/v1/search";

/** Every operation of the document that needs a permission, or sifts by them. */
export async function readTenantOperations(server: TestServer): Promise<TenantOperation[]> {
  const { paths } = documentSchema.parse(await (await server.ask("/openapi.json")).json());
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { operationId: id, "x-permission": needed, requestBody }]) => {
      const permission = needed ?? (path === SIFTED ? "workspace:read" : undefined);
      if (permission === undefined) return [];
      return [{ id, method: method.toUpperCase(), path, permission, hasBody: requestBody !== undefined }];
    }),
  );
}

/** Fields by which bodies name things, and texts that some need beside them. */
const NAMING = [
  "id",
  "userId",
  "segmentId",
  "webhookId",
  "experimentId",
  "campaignId",
  "itemId",
  "decisionId",
  "seed",
  "add",
  "itemIds",
];
const BESIDE: Record<string, unknown> = {
  name: "mine",
  text: 'did "Product Viewed" in last 30d',
  reason: "mine",
  action: "approve",
};

/** A call of a random operation that names things of somebody else wherever it names anything. */
export function drawCall(random: Random, operations: readonly TenantOperation[], ids: readonly string[]) {
  const operation = random.pick(operations);
  const filled = operation.path.replaceAll(/\{\w+\}/g, () => encodeURIComponent(random.pick(ids)));
  const query = random.next() < 0.3 ? `?${new URLSearchParams({ cursor: random.pick(ids), limit: "100" })}` : "";
  const named = operation.path === SIFTED ? "?q=canary" : "?search=canary";
  const search = random.next() < 0.2 ? named : query;
  const path = operation.method === "GET" ? `${filled}${search}` : filled;
  const request: TestRequest = {
    method: operation.method,
    ...(operation.hasBody ? { body: drawBody(random, ids) } : {}),
  };
  return { operation: operation.id, path, request };
}

function drawBody(random: Random, ids: readonly string[]): object {
  const fields = NAMING.filter(() => random.next() < 0.3).map((name) => {
    const isList = ["seed", "add", "itemIds"].includes(name);
    return [name, isList ? [random.pick(ids)] : random.pick(ids)] as const;
  });
  const beside = Object.entries(BESIDE).filter(() => random.next() < 0.5);
  return Object.fromEntries([...fields, ...beside]);
}
