import type { OpenAPIHono } from "@hono/zod-openapi";
import { budgetSchema, putBudgetSchema, stopBudgetSchema } from "@rapport/contracts/budgets";
import { getBudget } from "@rapport/domain/budgets/get-budget";
import { putBudget } from "@rapport/domain/budgets/put-budget";
import { releaseSpending, stopSpending } from "@rapport/domain/budgets/stop-spending";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const PATH = "/api/v1/budgets";
const COMMON = { tag: "budgets", access: "secret", answer: budgetSchema } as const;

/** What all campaigns together may spend, and the switch that stops them. */
export function registerBudgets(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { ...COMMON, path: PATH } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      operationId: "getBudget",
      summary: "Caps, what is spent and promised, and whether spending is stopped",
      query: z.strictObject({}),
    },
    ({ ctx }) => getBudget(ctx),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "put",
      operationId: "putBudget",
      summary: "Set the caps of a day, a month and the project; what is promised already must fit",
      body: putBudgetSchema,
      problems: ["conflict"],
    },
    ({ ctx, body }) => putBudget(ctx, body),
  );
  registerSwitch(app, services);
}

function registerSwitch(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "post",
      path: `${PATH}/stop`,
      operationId: "stopSpending",
      summary: "Kill switch: nothing but pauses is sent from now on, and every campaign is paused",
      body: stopBudgetSchema,
    },
    ({ ctx, body }) => stopSpending(ctx, body),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "post",
      path: `${PATH}/release`,
      operationId: "releaseSpending",
      summary: "Release the kill switch; campaigns stay paused until they are resumed",
      query: z.strictObject({}),
    },
    ({ ctx }) => releaseSpending(ctx),
  );
}
