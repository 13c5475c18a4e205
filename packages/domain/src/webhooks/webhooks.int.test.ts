import { createHmac } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { WEBHOOK_LIMITS } from "@rapport/contracts/webhooks";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Context } from "../context.ts";
import { JobRunner } from "../jobs/job-runner.ts";
import { createOutgoing } from "../outgoing/outgoing.ts";
import { deliverWebhook } from "./deliver-webhook.ts";
import { listDeliveries, replayDelivery } from "./list-deliveries.ts";
import { handleWebhookDeliver } from "./webhook-deliver.ts";
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  rotateWebhookSecret,
} from "./webhooks.ts";

const WAIT = { timeout: 20_000, interval: 30 };

type Received = { headers: IncomingHttpHeaders; body: string };

/** A receiver that answers as told, and keeps what came. */
const received: Received[] = [];
let status = 200;
const receiver = createServer(async (request, response) => {
  received.push({ headers: request.headers, body: await text(request) });
  response.writeHead(status, status === 302 ? { location: "http://127.0.0.1:1/" } : {}).end("as told");
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  port = (receiver.address() as AddressInfo).port; // as: a server that listens on a port has an address of this form
});
afterAll(() => receiver.close());

/** Verifies as a receiver would, written from the published description. */
function verifies(secret: string, { headers, body }: Received): boolean {
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const expected = createHmac("sha256", key).update(signed).digest("base64");
  return String(headers["webhook-signature"]).split(" ").includes(`v1,${expected}`);
}

describeOnBothEngines("webhooks", ({ store }) => {
  let runner: JobRunner;
  let ctx: Context;
  const setup = createTestServices;
  let clock: ReturnType<typeof createTestServices>["clock"];
  beforeAll(async () => {
    const made = setup(store(), Date.now());
    clock = made.clock;
    const outgoing = createOutgoing({ allowed: [`127.0.0.1:${port}`] });
    ctx = { ...made.services, outgoing, projectId: "prj_hook", actor: { kind: "system" } };
    runner = new JobRunner({ services: ctx, handlers: [handleWebhookDeliver], isAlone: true });
    await runner.start();
  });
  afterAll(() => runner.stop(1_000));
  const add = () => createWebhook(ctx, { url: `http://127.0.0.1:${port}/hook`, description: "", enabled: true });
  const deliveries = async (webhookId: string) => (await listDeliveries(ctx, { webhookId, limit: 10 })).data;
  /** What is asked for, while the retries of the queue come at once. */
  const hurried = async <T>(ask: () => Promise<T>): Promise<T> => {
    await readRows(store(), `update pgboss.job set start_after = now() where name = 'webhook-deliver'`);
    return ask();
  };

  test("a message arrives once, signed, and the log says so", async () => {
    status = 200;
    received.length = 0;
    const webhook = await add();
    const ask = () => deliverWebhook(ctx, { webhookId: webhook.id, type: "segment.entered", data: { a: 1 }, key: "k" });
    const id = await ask();
    expect(await ask()).toBeUndefined();
    await expect.poll(async () => (await deliveries(webhook.id))[0]?.state, WAIT).toBe("delivered");
    expect(received).toHaveLength(1);
    const [message] = received;
    expect(message?.headers["webhook-id"]).toBe(id);
    expect(JSON.parse(message?.body ?? "")).toMatchObject({ type: "segment.entered", data: { a: 1 } });
    expect(message && verifies(webhook.secret, message)).toBe(true);
    expect(message && verifies(`whsec_${Buffer.alloc(32).toString("base64")}`, message)).toBe(false);
    expect(JSON.stringify(await listWebhooks(ctx))).not.toContain(webhook.secret);
  });

  test("while a secret is rotated both sign; after the overlap the new one alone", async () => {
    status = 200;
    const webhook = await add();
    const { secret } = await rotateWebhookSecret(ctx, webhook.id);
    const signers = async () => {
      received.length = 0;
      await deliverWebhook(ctx, { webhookId: webhook.id, type: "a", data: null });
      await expect.poll(() => received.length, WAIT).toBe(1);
      return [webhook.secret, secret].map((each) => received[0] && verifies(each, received[0]));
    };
    expect(await signers()).toEqual([true, true]);
    clock.nowMs += WEBHOOK_LIMITS.overlapHours * 3_600_000 + 1;
    expect(await signers()).toEqual([false, true]);
  });

  test("a refused message is tried again under its id; a failing endpoint is switched off after days, and says why", async () => {
    status = 500;
    received.length = 0;
    const webhook = await add();
    await deliverWebhook(ctx, { webhookId: webhook.id, type: "a", data: null });
    await expect.poll(async () => (await deliveries(webhook.id))[0]?.attempts, WAIT).toBe(1);
    expect((await deliveries(webhook.id))[0]).toMatchObject({
      state: "pending",
      status: 500,
      error: "Answered 500: as told",
    });
    expect((await getWebhook(ctx, webhook.id)).failingSince).not.toBeNull();
    clock.nowMs += (WEBHOOK_LIMITS.failingDays + 1) * 86_400_000;
    await expect.poll(() => hurried(async () => (await getWebhook(ctx, webhook.id)).enabled), WAIT).toBe(false);
    expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect((await getWebhook(ctx, webhook.id)).disabledReason).toContain("5 days");
    await expect.poll(() => hurried(async () => (await deliveries(webhook.id))[0]?.state), WAIT).toBe("failed");
    status = 200;
    await changeWebhook(ctx, webhook.id, { url: webhook.url, description: "", enabled: true });
    const [failed] = await deliveries(webhook.id);
    await replayDelivery(ctx, failed?.id ?? "");
    await expect.poll(async () => (await deliveries(webhook.id))[0]?.state, WAIT).toBe("delivered");
    expect(await getWebhook(ctx, webhook.id)).toMatchObject({ failingSince: null, disabledReason: null });
  });

  test("410 ends an endpoint at once; a redirect is a failure and is not followed", async () => {
    const webhook = await add();
    status = 302;
    await deliverWebhook(ctx, { webhookId: webhook.id, type: "a", data: null });
    await expect.poll(async () => (await deliveries(webhook.id))[0]?.status, WAIT).toBe(302);
    status = 410;
    await expect.poll(() => hurried(async () => (await deliveries(webhook.id))[0]?.state), WAIT).toBe("failed");
    expect((await getWebhook(ctx, webhook.id)).disabledReason).toContain("410");
  });

  test("an inner address is no webhook, and another project's is not there", async () => {
    const put = (url: string) => ({ url, description: "", enabled: true });
    for (const url of ["http://169.254.169.254/", "http://localhost:9/", "ftp://a.example/"]) {
      await expect(createWebhook(ctx, put(url))).rejects.toMatchObject({ code: "invalid_parameter" });
    }
    const webhook = await add();
    const other = { ...ctx, projectId: "prj_other" };
    for (const ask of [getWebhook, rotateWebhookSecret, deleteWebhook]) {
      await expect(ask(other, webhook.id)).rejects.toMatchObject({ code: "not_found" });
    }
    await deleteWebhook(ctx, webhook.id);
    await expect(getWebhook(ctx, webhook.id)).rejects.toMatchObject({ code: "not_found" });
  });
});
