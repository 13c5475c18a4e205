import { addKey, generateKey } from "@rapport/domain/access/keys";
import { makeUserTokenSecret } from "@rapport/domain/access/make-user-token-secret";
import { setUserTokens } from "@rapport/domain/access/set-user-tokens";
import type { TestServer } from "./compose-test-server.ts";

/** A write key of the server's project that demands user tokens, and the secret that they are signed with. */
export async function addTokenKey(server: TestServer): Promise<{ writeKey: string; secret: string }> {
  const { services } = server.composition();
  const ctx = { ...services, projectId: server.projectId, actor: { kind: "system" } as const };
  const writeKey = generateKey("write", services.randomBytes);
  const { id } = await addKey(ctx, { kind: "write", name: "Demanding", secret: writeKey });
  const { secret } = await makeUserTokenSecret(ctx, { id, overlapHours: 0 });
  await setUserTokens(ctx, { id, userTokens: "required" });
  return { writeKey, secret };
}
