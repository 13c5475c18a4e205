import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { TrackingServer } from "../test/tracking-server.ts";
import { Rapport } from "./rapport.ts";
import { createSigner } from "./sign-request.ts";

/** The worked example of the Standard Webhooks specification. */
const EXAMPLE = {
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  atSeconds: 1_614_265_330,
  body: '{"test": 2432232314}',
};

test("a signature is that of the specification: the same secret, id, time and body give the same text", async () => {
  const sign = createSigner(EXAMPLE.secret, { now: () => EXAMPLE.atSeconds * 1_000, newUuid: () => "1" });
  const headers = await sign(EXAMPLE.body);
  const key = Buffer.from(EXAMPLE.secret.slice(6), "base64");
  const hmac = (text: string) => createHmac("sha256", key).update(text).digest("base64");
  // With the example's own id, the specification's result; with ours, the same formula.
  expect(hmac(`msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.${EXAMPLE.body}`)).toBe(
    "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  );
  expect(headers).toEqual({
    "webhook-id": "msg_1",
    "webhook-timestamp": "1614265330",
    "webhook-signature": `v1,${hmac(`msg_1.1614265330.${EXAMPLE.body}`)}`,
  });
});

test("each request of a client is signed over its bytes, a retry anew; a text that is no secret is refused at once", async () => {
  const server = new TrackingServer();
  await server.start();
  let failures = 1;
  server.fault = (response) => (failures-- > 0 ? response.writeHead(503).end() : undefined);
  const options = { writeKey: "pk", host: server.host, flushIntervalMs: 10, retryBaseMs: 10 };
  const client = new Rapport({ ...options, signingSecret: EXAMPLE.secret });
  client.track({ userId: "u1", event: "Signed" });
  await client.flush();
  await client.close();
  await server.stop();
  const ids = server.requests.map(({ headers }) => headers["webhook-id"]);
  expect([server.events(), new Set(ids).size]).toEqual([["Signed"], 2]);
  expect(() => new Rapport({ ...options, signingSecret: "whsec_§" })).toThrow(TypeError);
});
