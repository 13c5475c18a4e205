import { createHash } from "node:crypto";
import type { FakeAuthorizer } from "@rapport/testkit/oauth/fake-authorizer";
import { openFakeAuthorizer } from "@rapport/testkit/oauth/fake-authorizer";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Context } from "../context.ts";
import { createOutgoing } from "../outgoing/outgoing.ts";
import type { ConnectionVault } from "./connection-vault.ts";
import { deleteConnection } from "./delete-connection.ts";
import { finishConnection } from "./finish-connection.ts";
import { listConnections } from "./list-connections.ts";
import { openTokenSource } from "./open-token-source.ts";
import { rewrapConnections } from "./rewrap-connections.ts";
import { createSecretBox } from "./secret-box.ts";
import { startConnection } from "./start-connection.ts";

const SECRET = "a secret of this deployment, long enough";
const NEWER = "another secret of this deployment, newer";
const INPUT = { provider: "google-ads", account: { customerId: "123" }, origin: "https://rapport.example" } as const;

let authorizer: FakeAuthorizer;
beforeAll(async () => {
  authorizer = await openFakeAuthorizer();
});
afterAll(() => authorizer.close());

describeOnBothEngines("connections", ({ store }) => {
  let ctx: Context;
  let made: ReturnType<typeof createTestServices>;
  let count = 0;
  beforeEach(() => {
    authorizer.reset();
    made = createTestServices(store(), Date.UTC(2026, 10, 5));
    const vault: ConnectionVault = {
      box: createSecretBox([SECRET]),
      clients: { "google-ads": { clientId: "client", clientSecret: "client secret" } },
      publicUrl: undefined,
      googleAdsDeveloperToken: undefined,
      providers: { "google-ads": authorizer.provider },
    };
    const outgoing = createOutgoing({ allowed: [authorizer.host] });
    const actor = { kind: "member", memberId: "mem_a" } as const;
    ctx = { ...made.services, vault, outgoing, projectId: `prj_connections_${count++}`, actor };
  });
  const connect = async (as: Context = ctx) => {
    const back = authorizer.consent((await startConnection(as, INPUT)).url);
    return finishConnection(as, back);
  };
  const place = () => ({ projectId: ctx.projectId, provider: "google-ads" }) as const;
  const source = (as: Context = ctx) => openTokenSource(as, place(), new Map());

  test("an account is connected by code and verifier, and works at once", async () => {
    const { url } = await startConnection(ctx, INPUT);
    const asked = new URL(url).searchParams;
    expect(asked.get("redirect_uri")).toBe("https://rapport.example/console/connections");
    expect(asked.get("code_challenge_method")).toBe("S256");
    const connection = await finishConnection(ctx, authorizer.consent(url));
    expect(connection).toMatchObject({ provider: "google-ads", state: "connected", account: { customerId: "123" } });
    const sent = authorizer.requests.at(-1);
    expect(
      createHash("sha256")
        .update(sent?.get("code_verifier") ?? "")
        .digest("base64url"),
    ).toBe(asked.get("code_challenge"));
    expect(await source().get()).toEqual({ ok: true, value: "access-1" });
    expect((await listConnections(ctx)).data).toEqual([connection]);
  });

  test("a state works once, within ten minutes, for whoever began it, in their project", async () => {
    const refused = { code: "not_found" };
    const begin = async () => authorizer.consent((await startConnection(ctx, INPUT)).url);
    const used = await begin();
    await finishConnection(ctx, used);
    await expect(finishConnection(ctx, used)).rejects.toMatchObject(refused);
    const other = { ...ctx, actor: { kind: "member", memberId: "mem_b" } } as const;
    const theirs = await begin();
    await expect(finishConnection(other, theirs)).rejects.toMatchObject(refused);
    await expect(finishConnection({ ...ctx, projectId: "prj_other" }, theirs)).rejects.toMatchObject(refused);
    await expect(finishConnection(ctx, { ...theirs, state: "guessed" })).rejects.toMatchObject(refused);
    const late = await begin();
    made.clock.nowMs += 10 * 60_000;
    await expect(finishConnection(ctx, late)).rejects.toMatchObject(refused);
    const [row] = await readRows(
      store(),
      `select count(*) as n from connection_attempts where state_hash = '${late.state}'`,
    );
    expect(Number(row?.n)).toBe(0);
  });

  test("a code that is not of this verifier gives nothing", async () => {
    const first = authorizer.consent((await startConnection(ctx, INPUT)).url);
    const second = authorizer.consent((await startConnection(ctx, INPUT)).url);
    const swapped = finishConnection(ctx, { state: first.state, code: second.code });
    await expect(swapped).rejects.toMatchObject({ code: "invalid_parameter", fields: [{ pointer: "/code" }] });
    expect((await listConnections(ctx)).data).toEqual([]);
  });

  test("what is not complete or has no client is refused by name", async () => {
    const start = (part: object) => startConnection(ctx, { ...INPUT, ...part });
    await expect(start({ account: {} })).rejects.toMatchObject({ fields: [{ pointer: "/account/customerId" }] });
    await expect(start({ provider: "product-hunt", account: {} })).rejects.toThrow("RAPPORT_CONNECT_PRODUCT_HUNT");
  });

  test("tokens stand nowhere in clear: not in the store, the log or an answer", async () => {
    const connection = await connect();
    made.clock.nowMs += 3_600_000;
    await source().get();
    const rows = await readRows(store(), "select * from connections");
    const said = JSON.stringify([rows, connection, await listConnections(ctx), made.lines, authorizer.issued.length]);
    expect(authorizer.issued.length).toBeGreaterThan(2);
    for (const token of authorizer.issued) expect(said).not.toContain(token);
  });

  test("fifty who need a new token at once cause one refresh, also over two servers", async () => {
    await connect();
    made.clock.nowMs += 3_600_000;
    const [here, there] = [source(), source()];
    const asked = authorizer.requests.length;
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => (i % 2 ? here : there).get()));
    expect(new Set(answers.map((answer) => answer.ok && answer.value))).toEqual(new Set(["access-2"]));
    expect(authorizer.requests.length - asked).toBe(1);
    expect(await here.refresh("access-1")).toEqual({ ok: true, value: "access-2" });
    expect(authorizer.requests.length - asked).toBe(1);
    expect(await here.refresh("access-2")).toEqual({ ok: true, value: "access-3" });
  });

  test("a token service that is away is a reason to wait; access that was withdrawn is one to connect again", async () => {
    await connect();
    authorizer.fail("unavailable");
    expect(await source().refresh("access-1")).toMatchObject({ failure: { kind: "refresh-token" } });
    expect((await listConnections(ctx)).data[0]?.state).toBe("connected");
    authorizer.fail("revoked");
    expect(await source().refresh("access-1")).toMatchObject({ failure: { kind: "disconnected" } });
    expect((await listConnections(ctx)).data[0]).toMatchObject({
      state: "disconnected",
      reason: expect.stringContaining("invalid_grant"),
    });
    expect(await source().get()).toMatchObject({ failure: { kind: "disconnected" } });
    authorizer.reset();
    await connect();
    expect(await source().get()).toMatchObject({ ok: true });
  });

  test("a key is changed without a new consent, and a row opens in its own project alone", async () => {
    await connect();
    const both = { ...ctx, vault: { ...ctx.vault, box: createSecretBox([NEWER, SECRET]) } };
    expect(await rewrapConnections(both)).toBeGreaterThan(0);
    expect(await rewrapConnections(both)).toBe(0);
    const newer = { ...ctx, vault: { ...ctx.vault, box: createSecretBox([NEWER]) } };
    expect(await source(newer).get()).toEqual({ ok: true, value: "access-1" });
    await expect(source().get()).rejects.toThrow("RAPPORT_SECRET");
    await readRows(store(), `update connections set project_id = 'prj_thief' where project_id = '${ctx.projectId}'`);
    const stolen = openTokenSource(newer, { projectId: "prj_thief", provider: "google-ads" }, new Map());
    await expect(stolen.get()).rejects.toThrow("belongs to another row");
    await readRows(store(), "delete from connections where project_id = 'prj_thief'");
  });

  test("disconnected is deleted; another project's connection is not there", async () => {
    const { id } = await connect();
    await expect(deleteConnection({ ...ctx, projectId: "prj_other" }, id)).rejects.toMatchObject({ code: "not_found" });
    await deleteConnection(ctx, id);
    expect(await readRows(store(), `select * from connections where project_id = '${ctx.projectId}'`)).toEqual([]);
    expect(await source().get()).toMatchObject({ failure: { kind: "disconnected" } });
  });
});
