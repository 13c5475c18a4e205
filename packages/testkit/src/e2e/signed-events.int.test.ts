import { addKey, generateKey, generateSigningSecret } from "@rapport/domain/access/keys";
import { Rapport } from "@rapport/node";
import { expect, test } from "vitest";
import { composeTestServer } from "../server/compose-test-server.ts";

test("a key that demands signatures takes what a client with its secret sends, and nothing from one without", async () => {
  const server = await composeTestServer();
  const { services } = server.composition();
  const writeKey = generateKey("write", services.randomBytes);
  const signingSecret = generateSigningSecret(services.randomBytes);
  const ctx = { ...services, projectId: server.projectId, actor: { kind: "system" } as const };
  await addKey(ctx, { kind: "write", name: "Signed", secret: writeKey, signingSecret });
  const host = await server.listen();
  const deliver = async (options: { signingSecret?: string }) => {
    const settings = { writeKey, host, ...options };
    const client = new Rapport(settings);
    // Enough for a compressed body.
    for (let i = 0; i < 50; i++)
      client.track({ userId: "u1", event: "Signed", properties: { text: "long".repeat(20) } });
    await client.flush({ timeoutMs: 20_000 });
    const { delivered, dropped } = client.stats();
    await client.close();
    return { delivered, dropped };
  };
  expect(await deliver({ signingSecret })).toEqual({ delivered: 50, dropped: 0 });
  expect(await deliver({})).toEqual({ delivered: 0, dropped: 50 });
  await server.close();
});
