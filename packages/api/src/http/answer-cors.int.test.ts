import { trackingAnswerSchema } from "@rapport/contracts/messages";
import { trackMessage } from "@rapport/testkit/factories/messages";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, expect, test } from "vitest";

let based: TestServer;
beforeAll(async () => {
  based = await composeTestServer({ basePath: "/collect" });
});
afterAll(() => based?.close());

test("below a configured base path the tracking API answers as at the root, and settings name it", async () => {
  for (const path of ["/collect/v1/track", "/collect/v1/t", "/v1/track"]) {
    const answer = await (await based.ask(path, { key: based.writeKey, body: trackMessage() })).json();
    expect(trackingAnswerSchema.parse(answer).accepted).toBe(1);
  }
  const settings = await (await based.ask("/collect/v1/projects/pk_x/settings")).json();
  expect(settings).toMatchObject({ integrations: { "Segment.io": { apiHost: "127.0.0.1/collect/v1" } } });
  expect((await based.ask("/collect/sourceConfig")).status).toBe(200);
  expect((await based.ask("/collect/api/v1/events", { key: based.secretKey })).status).toBe(404);
});

test("a preflight allows every header of the clients' retries, and no others", async () => {
  const asked = "authorization,rsa-retry-reason,rsa-since-first-attempt,rsa-of-tomorrow,x-evil,rsa-\u00e9";
  const headers = {
    origin: "https://shop.example",
    "access-control-request-method": "POST",
    "access-control-request-headers": asked.replace("\u00e9", "%"),
  };
  const answer = await based.ask("/v1/track", { method: "OPTIONS", headers });
  const allowed = answer.headers.get("access-control-allow-headers")?.split(",") ?? [];
  for (const name of ["authorization", "x-retry-count", "rsa-retry-reason", "rsa-of-tomorrow"]) {
    expect(allowed).toContain(name);
  }
  expect(allowed).not.toContain("x-evil");
  expect(allowed).not.toContain("rsa-%");
});
