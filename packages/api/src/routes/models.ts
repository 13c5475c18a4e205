import type { OpenAPIHono } from "@hono/zod-openapi";
import type { ModelKind } from "@rapport/contracts/models";
import { modelPageSchema, modelSchema } from "@rapport/contracts/models";
import { activateModel } from "@rapport/domain/models/activate-model";
import { listModels } from "@rapport/domain/models/list-models";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import { pageQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const querySchema = pageQuerySchema.extend({ name: z.string().min(1).max(200).optional() });
const paramsSchema = z.object({ modelId: z.string().min(1).max(64) });

/**
 * Versions of one kind of model below its own path: list them, and choose which one answers.
 * @param input `noun` ends the operation ids, e.g. `RecommendationModel`; `onActivated` puts the version to work here
 */
export function registerModels(
  app: OpenAPIHono<ApiEnv>,
  services: ApiServices,
  { kind, noun, onActivated }: { kind: ModelKind; noun: string; onActivated?: (projectId: string) => Promise<void> },
): void {
  const common = { tag: kind, access: "secret" } as const;
  const path = `/api/v1/${kind}/models`;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      path,
      operationId: `list${noun}s`,
      summary: "Trained versions with what they learned from and how well they do, the latest first",
      query: querySchema,
      answer: modelPageSchema,
    },
    ({ ctx, query }) => listModels(ctx, { kind, ...query }),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "post",
      path: `${path}/{modelId}/activate`,
      operationId: `activate${noun}`,
      summary: "Let this version answer from now on; an earlier version is a rollback",
      params: paramsSchema,
      answer: modelSchema,
    },
    async ({ ctx, params }) => {
      const model = await activateModel(ctx, { kind, id: params.modelId });
      await onActivated?.(ctx.projectId);
      return model;
    },
  );
}
