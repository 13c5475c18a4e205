import { createHmac } from "node:crypto";
import { gzipSync } from "node:zlib";
import { problemSchema } from "@rapport/contracts/errors";
import { newKeySchema } from "@rapport/contracts/keys";
import { SIGNATURE_HEADERS } from "@rapport/contracts/signatures";
import { addKey, generateKey, generateSigningSecret } from "@rapport/domain/access/keys";
import { trackMessage } from "@rapport/testkit/factories/messages";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAdminKey } from "../../test/access-cases.ts";

let server: TestServer;
let key = "";
let signingSecret = "";
beforeAll(async () => {
  server = await composeTestServer();
  const { services } = server.composition();
  key = generateKey("write", services.randomBytes);
  signingSecret = generateSigningSecret(services.randomBytes);
  const ctx = { ...services, projectId: server.projectId, actor: { kind: "system" } as const };
  await addKey(ctx, { kind: "write", name: "Signed", secret: key, signingSecret });
});
afterAll(() => server?.close());

const body = () => JSON.stringify({ batch: [trackMessage()] });
/** Headers of a signed request, by the formula of the specification. */
function sign(content: string | Uint8Array, { id = `msg_${Math.random()}`, lateS = 0, secret = signingSecret } = {}) {
  const timestamp = String(Math.floor(Date.now() / 1_000) - lateS);
  const mac = createHmac("sha256", Buffer.from(secret.slice(6), "base64"))
    .update(`${id}.${timestamp}.`)
    .update(content);
  return {
    [SIGNATURE_HEADERS.id]: id,
    [SIGNATURE_HEADERS.timestamp]: timestamp,
    [SIGNATURE_HEADERS.signature]: `v1,${mac.digest("base64")}`,
  };
}
const send = (content: string | Uint8Array, headers: Record<string, string>, path = "/v1/batch") =>
  server.ask(path, { key, body: content, headers });
const expectRefused = async (answer: Response, words: string) => {
  const problem = problemSchema.parse(await answer.json());
  expect([problem.status, problem.code]).toEqual([401, "unauthorized"]);
  expect(problem.detail).toContain(words);
};

test("a key that demands signatures takes signed events, compressed ones too, and nothing unsigned", async () => {
  const text = body();
  expect((await send(text, sign(text))).status).toBe(200);
  const zipped = gzipSync(body());
  expect((await send(zipped, { ...sign(zipped), "content-encoding": "gzip" })).status).toBe(200);
  await expectRefused(await send(text, {}), "must be signed");
  const { [SIGNATURE_HEADERS.id]: _, ...rest } = sign(text);
  await expectRefused(await send(text, rest), "must be signed");
});

test("another body, another secret, an old or a coming time, and a request seen before are refused", async () => {
  const text = body();
  await expectRefused(await send(body(), sign(text)), "does not fit");
  const other = generateSigningSecret(server.composition().services.randomBytes);
  await expectRefused(await send(text, sign(text, { secret: other })), "does not fit");
  for (const lateS of [400, -400]) await expectRefused(await send(text, sign(text, { lateS })), "more than 300 s");
  await expectRefused(await send(text, { ...sign(text), [SIGNATURE_HEADERS.timestamp]: "soon" }), "more than 300 s");
  const headers = sign(text);
  expect((await send(text, headers)).status).toBe(200);
  await expectRefused(await send(text, headers), "taken already");
  const two = { ...sign(text), [SIGNATURE_HEADERS.signature]: `v1,AAAA ${sign(text)[SIGNATURE_HEADERS.signature]}` };
  await expectRefused(await send(text, two), "does not fit");
});

test("it does nothing but send events, and the key in the body is held to the same", async () => {
  const text = body();
  const answer = await server.ask("/api/v1/recommendations/query", { key, body: { anonymousId: "a" } });
  expect(answer.status).toBe(403);
  const inBody = JSON.stringify({ ...JSON.parse(text), writeKey: key });
  await expectRefused(await server.ask("/v1/batch", { body: inBody }), "must be signed");
});

test("one that is made by a call has its secret told once, and its successor demands signatures, too", async () => {
  const admin = await addAdminKey(server);
  const ask = async (path: string, input: object) =>
    newKeySchema.parse(await (await server.ask(path, { key: admin, body: input })).json());
  const first = await ask("/api/v1/keys", { kind: "secret", name: "Orders", signed: true });
  const next = await ask(`/api/v1/keys/${first.key.id}/rotate`, { overlapHours: 1 });
  expect([first.key.signed, next.key.signed]).toEqual([true, true]);
  expect(next.signingSecret).not.toBe(first.signingSecret);
  for (const made of [first, next]) {
    const text = body();
    const headers = sign(text, { secret: made.signingSecret ?? "" });
    expect((await server.ask("/v1/batch", { key: made.secret, body: text, headers })).status).toBe(200);
    await expectRefused(await server.ask("/v1/batch", { key: made.secret, body: text }), "must be signed");
    expect((await server.ask("/api/v1/users", { key: made.secret })).status).toBe(403);
  }
  const told = await (await server.ask("/api/v1/keys", { key: admin })).text();
  const kept = await (await server.ask("/api/v1/audit", { key: admin })).text();
  for (const secret of [first.signingSecret, next.signingSecret]) expect(told + kept).not.toContain(secret);
});
