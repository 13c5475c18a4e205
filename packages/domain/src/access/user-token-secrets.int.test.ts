import type { Store } from "@rapport/store/database";
import { insertProject } from "@rapport/store/queries/workspaces";
import { userToken } from "@rapport/testkit/factories/user-tokens";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { openTestStore, readRows } from "@rapport/testkit/store/open-test-store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSecretBox } from "../connections/secret-box.ts";
import type { Context } from "../context.ts";
import { KeyRing } from "./key-ring.ts";
import { addKey, generateKey } from "./keys.ts";
import { makeUserTokenSecret } from "./make-user-token-secret.ts";
import { readUserToken } from "./read-user-token.ts";
import { rewrapUserTokens } from "./rewrap-user-tokens.ts";
import { setUserTokens } from "./set-user-tokens.ts";

const BEFORE = "the secret of a deployment under test";
const AFTER = "another secret of a deployment under test";

let store: Store;
let ctx: Context;
let lines: { message: string; fields: Record<string, unknown> }[];
beforeAll(async () => {
  store = await openTestStore();
  const { services, lines: logged } = createTestServices(store);
  lines = logged;
  await insertProject(store.db, { workspaceId: "wsp_1", id: "prj_1", slug: "prj_1", name: "One" });
  ctx = { ...services, projectId: "prj_1", actor: { kind: "system" } };
});
afterAll(() => store?.close());

async function addDemanding(): Promise<{ id: string; key: string; secret: string }> {
  const key = generateKey("write", ctx.randomBytes);
  const { id } = await addKey(ctx, { kind: "write", name: "Site", secret: key });
  const { secret } = await makeUserTokenSecret(ctx, { id, overlapHours: 24 });
  await setUserTokens(ctx, { id, userTokens: "required" });
  return { id, key, secret };
}

/** Under the deployment's secrets, whether a key demands tokens and believes one that is signed with a secret. */
async function judge({ key, secret }: { key: string; secret: string }, ...secrets: [string, ...string[]]) {
  const services = { ...ctx, vault: { ...ctx.vault, box: createSecretBox(secrets) } };
  const principal = await new KeyRing(services).authenticate(key);
  if (!principal?.userTokens) return "demands nothing";
  const iat = Math.floor(ctx.now() / 1_000);
  const token = userToken(secret, "ada", { iat, exp: iat + 900 });
  return (await readUserToken(principal.userTokens, token, ctx.now())).ok ? "believes" : "refuses";
}
const rewrap = (...secrets: [string, ...string[]]) =>
  rewrapUserTokens({ ...ctx, vault: { ...ctx.vault, box: createSecretBox(secrets) } });

test("the store holds no secret in clear, and one that is copied to another key's row is as none", async () => {
  const [one, two] = [await addDemanding(), await addDemanding()];
  const rows = JSON.stringify(await readRows(store, "select * from keys"));
  for (const { secret } of [one, two]) expect(rows).not.toContain(secret);
  expect(await judge(one, BEFORE)).toBe("believes");
  expect(await judge({ ...one, secret: two.secret }, BEFORE)).toBe("refuses");
  const copy = "update keys set user_token_secret = (select user_token_secret from keys where id =";
  await readRows(store, `${copy} '${two.id}') where id = '${one.id}' returning id`);
  expect(await judge({ ...one, secret: two.secret }, BEFORE)).toBe("refuses");
});

test("secrets move to the deployment's new key, the one before them too; where they cannot be opened nobody is believed", async () => {
  const first = await addDemanding();
  const { secret } = await makeUserTokenSecret(ctx, { id: first.id, overlapHours: 24 });
  const next = { ...first, secret };
  for (const one of [first, next]) expect(await judge(one, AFTER)).toBe("refuses");
  expect(lines).toContainEqual(expect.objectContaining({ message: "A secret of user tokens cannot be read" }));
  expect(JSON.stringify(lines)).not.toContain(secret);
  expect(await rewrap(AFTER)).toBe(0);
  expect(await rewrap(AFTER, BEFORE)).toBeGreaterThan(0);
  expect(await rewrap(AFTER, BEFORE)).toBe(0);
  for (const one of [first, next]) expect(await judge(one, AFTER)).toBe("believes");
});

test("no secret is made where other servers could not read it", async () => {
  const alone = { ...ctx, vault: { ...ctx.vault, isPrivate: true } };
  const { id } = await addDemanding();
  await expect(makeUserTokenSecret(alone, { id, overlapHours: 0 })).rejects.toMatchObject({ code: "conflict" });
});
