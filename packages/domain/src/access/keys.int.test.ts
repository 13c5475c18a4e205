import type { Store } from "@rapport/store/database";
import { insertProject } from "@rapport/store/queries/workspaces";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { openTestStore, readRows } from "@rapport/testkit/store/open-test-store";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Context } from "../context.ts";
import { KeyRing } from "./key-ring.ts";
import { addKey, generateKey, listKeys, revokeKey } from "./keys.ts";

let store: Store;
// One stream of random bytes for all tests: two keys with one id would be one key.
let shared: ReturnType<typeof createTestServices>;
beforeAll(async () => {
  store = await openTestStore();
  shared = createTestServices(store);
  for (const id of ["prj_1", "prj_2"]) {
    await insertProject(store.db, { workspaceId: `wsp_${id}`, id, slug: id, name: id });
  }
});
afterAll(() => store.close());

function setUp(projectId = "prj_1") {
  const { services, clock } = shared;
  const ctx: Context = { ...services, projectId, actor: { kind: "system" } };
  return { ctx, clock, ring: new KeyRing(services) };
}

test("a key leads to its project and kind; the store never holds the key itself", async () => {
  const { ctx, ring } = setUp();
  const secret = generateKey("secret", ctx.randomBytes);
  const { id } = await addKey(ctx, { kind: "secret", name: "CI", secret });
  expect(await ring.authenticate(secret)).toEqual({ keyId: id, projectId: "prj_1", kind: "secret", scopes: null });
  expect(await ring.authenticate(`${secret}x`)).toBeUndefined();
  expect(JSON.stringify(await readRows(store, "select * from keys"))).not.toContain(secret);
  expect(await listKeys(ctx)).toMatchObject([{ id, name: "CI", hint: secret.slice(0, 8), revokedAt: null }]);
});

test("a revoked key works for five seconds more in a process that has just seen it, and no longer", async () => {
  const { ctx, clock, ring } = setUp();
  const secret = "sk_revoked_soon";
  const { id } = await addKey(ctx, { kind: "secret", name: "", secret });
  expect(await ring.authenticate(secret)).toBeDefined();
  await revokeKey(ctx, { id });
  clock.nowMs += 4_999;
  expect(await ring.authenticate(secret)).toBeDefined();
  clock.nowMs += 1;
  expect(await ring.authenticate(secret)).toBeUndefined();
  expect(await new KeyRing(ctx).authenticate(secret)).toBeUndefined();
  await expect(revokeKey(ctx, { id })).rejects.toMatchObject({ code: "not_found" });
});

test("while the store hangs, a key that was live goes on working and an unknown one is not waited for by others", async () => {
  const { ctx, clock } = setUp();
  const secret = "sk_before_the_store_hung";
  const { id } = await addKey(ctx, { kind: "secret", name: "", secret });
  let hangs = false;
  const db = store.guarded((call) => (hangs ? new Promise(() => {}) : call()));
  const ring = new KeyRing({ ...ctx, store: { ...store, db } });
  await ring.authenticate(secret);
  hangs = true;
  clock.nowMs += 60_000;
  expect(await ring.authenticate(secret)).toMatchObject({ keyId: id });
  const unknown = ring.authenticate("sk_never_seen");
  expect(await ring.authenticate(secret)).toMatchObject({ keyId: id });
  expect(await Promise.race([unknown, "still waiting"])).toBe("still waiting");
});

test("a key that was unknown a moment ago works within five seconds of being added", async () => {
  const { ctx, clock, ring } = setUp();
  expect(await ring.authenticate("pk_added_late")).toBeUndefined();
  await addKey(ctx, { kind: "write", name: "", secret: "pk_added_late" });
  clock.nowMs += 5_000;
  expect(await ring.authenticate("pk_added_late")).toMatchObject({ kind: "write" });
});

test("another project's key cannot be revoked, and a key belongs to the project that had it first", async () => {
  const { ctx, ring } = setUp();
  const { id } = await addKey(ctx, { kind: "secret", name: "", secret: "sk_mine" });
  const other = setUp("prj_2").ctx;
  await expect(revokeKey(other, { id })).rejects.toMatchObject({ code: "not_found" });
  const again = { kind: "secret", name: "", secret: "sk_mine" } as const;
  await expect(addKey(other, again)).rejects.toMatchObject({
    code: "invalid_parameter",
    message: expect.stringContaining("another project"),
  });
  expect(await ring.authenticate("sk_mine")).toMatchObject({ projectId: "prj_1" });
});

test("a key that the project has is left as it is; as another kind, or revoked, it is refused", async () => {
  const { ctx } = setUp();
  const input = { kind: "secret", name: "CI", secret: "sk_added_twice" } as const;
  const { id } = await addKey(ctx, input);
  expect(await addKey(ctx, { ...input, name: "Other" })).toEqual({ id });
  expect((await listKeys(ctx)).find((key) => key.id === id)?.name).toBe("CI");
  await expect(addKey(ctx, { ...input, kind: "write" })).rejects.toThrow(/secret key already/);
  await revokeKey(ctx, { id });
  await expect(addKey(ctx, input)).rejects.toThrow(/revoked/);
});

test("generated keys tell their kind, are one word, and never repeat", () => {
  const { randomBytes } = setUp().ctx;
  const keys = Array.from({ length: 1_000 }, () => generateKey("write", randomBytes));
  expect(keys.every((key) => /^pk_[0-9A-Za-z]{33}$/.test(key))).toBe(true);
  expect(new Set(keys).size).toBe(1_000);
});
