import { connectionSchema, startedConnectionSchema } from "@rapport/contracts/connections";
import { createOutgoing } from "@rapport/domain/outgoing/outgoing";
import type { FakeAuthorizer } from "@rapport/testkit/oauth/fake-authorizer";
import { openFakeAuthorizer } from "@rapport/testkit/oauth/fake-authorizer";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import type { RouteCase } from "./route-case.ts";

const PATH = "/api/v1/connections";
const START = { provider: "google-ads", account: { customerId: "123" }, origin: "http://localhost" };
const DOOMED = { ...START, provider: "linkedin", account: { accountId: "1", organizationId: "2" } };
const ids = { doomed: "" };
/** What a provider sent the browser back with. */
const back = { state: "", code: "" };
let authorizer: FakeAuthorizer | undefined;

/** A connection that can be deleted, and one that was begun and is to be finished. */
export async function seedConnections(server: TestServer): Promise<void> {
  const { services } = server.composition();
  const opened = await openFakeAuthorizer();
  authorizer = opened;
  services.vault.providers = { "google-ads": opened.provider, linkedin: opened.provider };
  services.outgoing.fetch = createOutgoing({ allowed: [opened.host] }).fetch;
  const key = server.secretKey;
  const begin = async (body: object) => {
    const started = await server.ask(`${PATH}/start`, { key, body });
    return opened.consent(startedConnectionSchema.parse(await started.json()).url);
  };
  const finished = await server.ask(`${PATH}/finish`, { key, body: await begin(DOOMED) });
  ids.doomed = connectionSchema.parse(await finished.json()).id;
  Object.assign(back, await begin(START));
}

export async function closeConnections(): Promise<void> {
  await authorizer?.close();
}

export const CONNECTION_CASES: Record<string, RouteCase> = {
  listConnections: {
    access: "secret",
    good: () => ({ path: PATH }),
    bad: { path: `${PATH}?provider=nobody`, pointer: "/provider" },
    empty: { data: [], available: ["google-ads", "linkedin"] },
  },
  startConnection: {
    access: "secret",
    good: () => ({ path: `${PATH}/start`, body: START }),
    bad: { path: `${PATH}/start`, body: { ...START, account: {} }, pointer: "/account/customerId" },
  },
  finishConnection: {
    access: "secret",
    good: () => ({ path: `${PATH}/finish`, body: { ...back } }),
    bad: { path: `${PATH}/finish`, body: { state: "", code: "x" }, pointer: "/state" },
    missing: { path: `${PATH}/finish`, body: { state: "another", code: "x" } },
  },
  deleteConnection: {
    access: "secret",
    good: () => ({ path: `${PATH}/${ids.doomed}`, method: "DELETE" }),
    bad: { path: `${PATH}/${"x".repeat(65)}`, method: "DELETE", pointer: "/connectionId" },
    missing: { path: `${PATH}/con_0`, method: "DELETE" },
  },
};
