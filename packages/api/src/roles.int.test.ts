import type { Area, Verb } from "@rapport/contracts/access";
import { BUILT_IN_ROLES, KEY_PERMISSIONS, OWNED_AREAS, reachOf } from "@rapport/contracts/access";
import { inviteMember } from "@rapport/domain/members/invite-member";
import { createRole } from "@rapport/domain/members/roles";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Operation } from "../test/open-document.ts";
import { readOperations } from "../test/open-document.ts";
import { ROUTE_CASES } from "../test/route-cases.ts";

const ORIGIN = "http://127.0.0.1";

let server: TestServer;
let operations: Operation[];
beforeAll(async () => {
  server = await composeTestServer();
  operations = (await readOperations(server)).filter(({ permission }) => permission !== undefined);
});
afterAll(() => server.close());

/** The cookie of somebody with this role. */
async function signIn(role: string): Promise<string> {
  const ctx = { ...server.composition().services, projectId: server.projectId, actor: { kind: "system" } as const };
  const giver = BUILT_IN_ROLES.admin;
  const { token } = await inviteMember(ctx, { email: `${role}@example.com`, role, giver });
  const body = { token, name: role, password: "correct horse battery" };
  const joined = await server.ask("/console/join", { body, headers: { origin: ORIGIN } });
  return joined.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

type Verdict = "let in" | "refused" | number;

/**
 * What every operation answers to a call that is wrong in itself, or to nobody: 400 or 404 to who may make such calls, 403 to who
 * may not. So nothing is changed, and the order is tested, too: permission first.
 */
async function askAll(who: { cookie: string } | { key: string }): Promise<Record<string, Verdict>> {
  const found: Record<string, Verdict> = {};
  for (const { id } of operations) {
    const { pointer: _, path, ...call } = ROUTE_CASES[id]?.bad ?? { path: "/", pointer: "" };
    const asked =
      "key" in who ? { key: who.key } : { headers: { ...call.headers, cookie: who.cookie, origin: ORIGIN } };
    const { status } = await server.ask(path, { ...call, ...asked });
    found[id] = status === 403 ? "refused" : [400, 404].includes(status) ? "let in" : status;
  }
  return found;
}

/** What the table of permissions says; `own` reaches those operations only that look at whose a thing is. */
function expectedVerdicts(permissions: readonly string[]): Record<string, Verdict> {
  const verdicts = operations.map(({ id, permission = "" }) => {
    const [area, verb] = permission.split(":") as [Area, Verb]; // as: defineRoute writes it from these types
    const reach = reachOf(permissions, area, verb);
    return [id, reach === "any" || (reach === "own" && OWNED.has(id)) ? "let in" : "refused"] as const;
  });
  return Object.fromEntries(verdicts);
}

/** Operations in which a role may be held to its own things. */
const OWNED = new Set([
  ...["createCampaign", "postCampaign", "putCampaign", "proposeCampaign", "deleteCampaign"],
  ...["createKey", "rotateKey", "revokeKey", "setUserTokens", "makeUserTokenSecret"],
]);

describe("every operation of the document", () => {
  test("says what it needs a permission for", () => {
    expect(operations.length).toBeGreaterThan(150);
    expect(operations.map(({ permission }) => permission?.split(":")[1])).not.toContain(undefined);
    const owned = operations.filter(({ id }) => OWNED.has(id)).map(({ permission }) => permission?.split(":")[0]);
    expect([...new Set(owned)].sort()).toEqual([...OWNED_AREAS].sort());
  });

  test.each(Object.keys(BUILT_IN_ROLES) as (keyof typeof BUILT_IN_ROLES)[])(
    "lets the role %s do what the table says, and nothing else",
    async (role) => {
      const found = await askAll({ cookie: await signIn(role) });
      expect(found).toEqual(expectedVerdicts(BUILT_IN_ROLES[role]));
      // Whatever the table comes to say: who looks changes nothing.
      const changing = operations.filter(({ permission }) => permission?.endsWith(":write")).map(({ id }) => found[id]);
      if (role === "analyst") expect([...new Set(changing)]).toEqual(["refused"]);
    },
  );

  test("lets a secret key do all but give access", async () => {
    const found = await askAll({ key: server.secretKey });
    expect(found).toEqual(expectedVerdicts(KEY_PERMISSIONS));
  });

  test("lets a role of the workspace's own do the one thing it names", async () => {
    const ctx = { ...server.composition().services, projectId: server.projectId, actor: { kind: "system" } as const };
    const one = { name: "Curator", permissions: ["catalog:write" as const], giver: BUILT_IN_ROLES.admin };
    const found = await askAll({ cookie: await signIn((await createRole(ctx, one)).id) });
    expect(found).toEqual(expectedVerdicts(one.permissions));
  });
});
