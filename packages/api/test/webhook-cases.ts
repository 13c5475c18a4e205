import { setTimeout as sleep } from "node:timers/promises";
import { deliverWebhook } from "@rapport/domain/webhooks/deliver-webhook";
import { createWebhook } from "@rapport/domain/webhooks/webhooks";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import type { RouteCase } from "./route-case.ts";

const LONG = "x".repeat(256);
const PATH = "/api/v1/webhooks";
/** Both are switched off: nothing leaves the tests. */
const ids = { staying: "", doomed: "", failed: "" };
const body = { url: "https://hooks.example/in", enabled: false };

export async function seedWebhooks(server: TestServer): Promise<void> {
  const { services } = server.composition();
  const ctx = { ...services, projectId: server.projectId, actor: { kind: "system" } as const };
  for (const kind of ["staying", "doomed"] as const)
    ids[kind] = (await createWebhook(ctx, { ...body, description: "" })).id;
  ids.failed = (await deliverWebhook(ctx, { webhookId: ids.staying, type: "a", data: null })) ?? "";
  for (let state = "pending"; state === "pending"; await sleep(20)) {
    const rows = await services.store.db.execute<{ state: string }>(
      `select state from webhook_deliveries where id = '${ids.failed}'`,
    );
    state = rows[0]?.state ?? "";
  }
}

export const WEBHOOK_CASES: Record<string, RouteCase> = {
  listWebhooks: {
    access: "secret",
    good: () => ({ path: `${PATH}?enabled=false` }),
    bad: { path: `${PATH}?enabled=maybe`, pointer: "/enabled" },
  },
  createWebhook: {
    access: "secret",
    good: () => ({ path: PATH, body }),
    bad: { path: PATH, body: { url: "http://127.0.0.1/" }, pointer: "/url" },
  },
  getWebhook: { ...one("GET", () => ids.staying) },
  changeWebhook: { ...one("PUT", () => ids.staying, body) },
  deleteWebhook: { ...one("DELETE", () => ids.doomed) },
  rotateWebhookSecret: { ...one("POST", () => ids.staying, undefined, "/rotate") },
  testWebhook: { ...one("POST", () => ids.staying, undefined, "/test") },
  listDeliveries: { ...one("GET", () => ids.staying, undefined, "/deliveries") },
  replayDelivery: {
    access: "secret",
    good: () => ({ path: `${PATH}/deliveries/${ids.failed}/replay`, method: "POST" }),
    bad: { path: `${PATH}/deliveries/${LONG}/replay`, method: "POST", pointer: "/deliveryId" },
    missing: { path: `${PATH}/deliveries/dlv_0/replay`, method: "POST" },
  },
};

function one(method: string, id: () => string, sent?: object, end = ""): RouteCase {
  const callOf = (webhookId: string) => ({ path: `${PATH}/${webhookId}${end}`, method, ...(sent && { body: sent }) });
  return {
    access: "secret",
    good: () => callOf(id()),
    bad: { ...callOf(LONG), pointer: "/webhookId" },
    missing: callOf("whk_0"),
  };
}
