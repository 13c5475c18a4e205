import { hash } from "node:crypto";
import { problemSchema } from "@rapport/contracts/errors";
import { newKeySchema } from "@rapport/contracts/keys";
import { LIMITS } from "@rapport/contracts/limits";
import { FOUND_KINDS, foundListSchema } from "@rapport/contracts/search";
import { usageSchema } from "@rapport/contracts/usage";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer, steadyRoom } from "@rapport/testkit/server/compose-test-server";
import { listKeys, revokeKey } from "@rapport/testkit/server/project-keys";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addAdminKey } from "../test/access-cases.ts";
import { closeCampaigns } from "../test/campaign-cases.ts";
import { closeConnections } from "../test/connection-cases.ts";
import { holdBytes } from "../test/hold-bytes.ts";
import { closeLeads } from "../test/lead-cases.ts";
import type { Operation } from "../test/open-document.ts";
import { readOperations } from "../test/open-document.ts";
import type { Call } from "../test/route-case.ts";
import { ROUTE_CASES, SEED } from "../test/route-cases.ts";
import { seedEverything } from "../test/seed-everything.ts";
import { EXAMPLES } from "./examples/examples.ts";

let server: TestServer;
let operations: Operation[];
let cookie = "";
/** Of a session whose time is over. */
let overCookie = "";
let adminKey = "";
beforeAll(async () => {
  server = await composeTestServer(steadyRoom());
  operations = await readOperations(server);
  await seedEverything(server);
  adminKey = await addAdminKey(server);
  cookie = await signIn();
  overCookie = await signIn();
  const overHash = hash("sha256", overCookie.split(".")[1] ?? "", "hex");
  await readRows(
    server.composition().services.store,
    `update console_sessions set expires_at = now() - interval '1 second' where token_hash = '${overHash}'`,
  );
});
afterAll(async () => {
  await closeConnections();
  await closeLeads();
  await closeCampaigns();
  await server.close();
});

const ask = ({ path, ...request }: Call, key?: string) => server.ask(path, { ...request, key });
const caseOf = (id: string) => {
  const found = ROUTE_CASES[id];
  if (!found) throw new Error(`There is no case for the operation ${id}`);
  return found;
};
const each = Object.entries(ROUTE_CASES);
function goodKey(id: string): string {
  const { access } = caseOf(id);
  if (access === "admin") return adminKey;
  return access === "any" ? server.writeKey : server.secretKey;
}

/** Asserts the status, and that the document declares it with this media type and a schema that the body keeps. */
async function expectDeclared(id: string, response: Response, status: number): Promise<unknown> {
  const body: unknown = await response.json();
  expect([response.status, body], id).toEqual([status, body]);
  const declared = operations.find((operation) => operation.id === id)?.responses.get(status);
  expect(declared, `${id} declares ${status}`).toBeDefined();
  expect(response.headers.get("content-type"), id).toBe(declared?.type);
  expect(response.headers.get("x-request-id"), id).toMatch(/^req_/);
  return declared?.parse(body);
}

test("every operation of the document has a case here, and every case is an operation", () => {
  expect(Object.keys(ROUTE_CASES).sort()).toEqual(operations.map(({ id }) => id).sort());
});

test("examples are such as their routes take and answer, and of people's live side every one has its own", () => {
  const areas = ["users", "computed traits", "segments", "intents", "triggers", "privacy"];
  for (const { id, tags, body, responses } of operations) {
    const answer = responses.get(200);
    if (areas.some((area) => tags.includes(area)) || id === "createStreamToken") {
      if (body) expect(body.example, `a body of ${id}`).toBeDefined();
      if (answer) expect(answer.example, `an answer of ${id}`).toBeDefined();
    }
    if (body?.example !== undefined) expect(() => body.parse(body.example), `the body of ${id}`).not.toThrow();
    if (answer?.example !== undefined) expect(() => answer.parse(answer.example), `the answer of ${id}`).not.toThrow();
  }
  const known = new Set(operations.map(({ id }) => id));
  expect(Object.keys(EXAMPLES).filter((id) => !known.has(id))).toEqual([]);
});

test("the search finds things of every kind, and of what a key may not read none", async () => {
  const find = async (q: string, key: string) => {
    const answer = await (await ask({ path: `/api/v1/search?${new URLSearchParams({ q })}` }, key)).json();
    return foundListSchema.parse(answer).data.map(({ kind }) => kind);
  };
  const found = await Promise.all([..."aeiou"].map((vowel) => find(vowel, server.secretKey)));
  expect([...new Set(found.flat())].sort()).toEqual(Object.keys(FOUND_KINDS).sort());
  const body = { kind: "secret", name: "Looks at segments", scopes: ["segments:read"] };
  const { secret } = newKeySchema.parse(await (await ask({ path: "/api/v1/keys", body }, adminKey)).json());
  expect([...new Set(await find("e", secret))].filter((kind) => FOUND_KINDS[kind] !== "segments")).toEqual([]);
  expect(await find("e", secret)).toContain("segment");
});

describe.each(each)("%s", (id, { good, bad, missing, conflicting, access, metered }) => {
  test("answers a good call as declared", async () => {
    await expectDeclared(id, await ask(good(), goodKey(id)), 200);
  });

  test("refuses no key, an unknown key and a key in the wrong place", async () => {
    await expectDeclared(id, await ask(good()), 401);
    await expectDeclared(id, await ask(good(), "sk_nobody"), 401);
    const { path, headers, ...request } = good();
    await expectDeclared(
      id,
      await server.ask(path, { ...request, headers: { ...headers, authorization: "Basic" } }),
      401,
    );
  });

  test("refuses a bad call and names the field", async () => {
    const { pointer, ...call } = bad;
    const problem = problemSchema.parse(await expectDeclared(id, await ask(call, goodKey(id)), 400));
    expect(problem.errors?.map((field) => field.pointer)).toContain(pointer);
  });

  test("declares no status that it is never seen to answer", () => {
    const { body } = good();
    const expected = [
      ...[200, 400, 401],
      ...(access !== "any" || (body && isProductRoute(id)) ? [403] : []),
      ...(missing ? [404] : []),
      ...(conflicting ? [409] : []),
      ...(body ? [413, 415] : []),
      ...(metered ? [429] : []),
      503,
    ];
    expect([...(operations.find((operation) => operation.id === id)?.responses.keys() ?? [])].sort()).toEqual(expected);
  });
});

test.each(each.filter(([, { access }]) => access !== "any"))("%s refuses a write key", async (id, { good }) => {
  await expectDeclared(id, await ask(good(), server.writeKey), 403);
});

test.each(each.filter(([, { missing }]) => missing))(
  "%s answers 404 for what is not there",
  async (id, { missing, access }) => {
    if (missing) await expectDeclared(id, await ask(missing, access === "admin" ? adminKey : server.secretKey), 404);
  },
);

test.each(each.filter(([, { conflicting }]) => conflicting))(
  "%s answers 409 for what the present state does not allow",
  async (id, { conflicting, access }) => {
    if (conflicting)
      await expectDeclared(id, await ask(conflicting(), access === "admin" ? adminKey : server.secretKey), 409);
  },
);

const withBody = each.filter(([, { good }]) => good().body !== undefined);

test.each(withBody)("%s refuses too many bytes and unknown encodings as declared", async (id, { good }) => {
  const { headers, ...call } = good();
  const large = { ...headers, "content-length": String(LIMITS.bodyBytes + 1) };
  await expectDeclared(id, await ask({ ...call, headers: large }, goodKey(id)), 413);
  const encoded = { ...headers, "content-encoding": "zstd" };
  await expectDeclared(id, await ask({ ...call, headers: encoded }, goodKey(id)), 415);
});

test("every route sheds load with 503 and Retry-After before it reads", async () => {
  const letGo = await holdBytes(server);
  try {
    for (const [id, { good }] of each) {
      const response = await ask(good(), goodKey(id));
      expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
      await expectDeclared(id, response, 503);
    }
  } finally {
    await letGo();
  }
});

const isProductRoute = (id: string) => !/^(v1|beacon|apiV1)/.test(id);
const productRoutes = each.filter(([id]) => isProductRoute(id));
async function signIn(): Promise<string> {
  const answer = await server.ask("/console/session", { body: { secretKey: server.secretKey } });
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}

/** What a console that a secret key signed in may call. */
const keyRoutes = productRoutes.filter(([, { access }]) => access !== "admin");

describe("the console's cookie", () => {
  const withCookie = (call: Call, value: string, origin?: string) =>
    ask({ ...call, headers: { ...call.headers, cookie: value, ...(origin === undefined ? {} : { origin }) } });
  test.each(keyRoutes)("opens %s from the console's own pages", async (id, { good, missing }) => {
    const response = await withCookie(missing ?? good(), cookie, "http://127.0.0.1");
    await expectDeclared(id, response, missing ? 404 : 200);
  });

  test.each(productRoutes)("does not open %s when it is forged, expired or cut", async (id, { good }) => {
    const [project = "", token = ""] = cookie.slice(cookie.indexOf("=") + 1).split(".");
    const forms = [
      `prj_other.${token}`,
      `${project}.${"A".repeat(token.length)}`,
      `${project}.${token.slice(1)}`,
      `${project}.${token}A`,
      `${project}.${"A".repeat(10_000)}`,
      project,
      `${project}.`,
      overCookie,
      "....",
    ];
    for (const form of forms) {
      await expectDeclared(id, await withCookie(good(), `rapport_console=${form}`, "http://127.0.0.1"), 401);
    }
  });

  const changing = productRoutes.filter(([, { good }]) => (good().method ?? (good().body ? "POST" : "GET")) !== "GET");
  test.each(changing)("does not let another site's page call %s", async (id, { good }) => {
    for (const origin of ["http://evil.example", "http://127.0.0.1:81", "null", undefined]) {
      await expectDeclared(id, await withCookie(good(), cookie, origin), 403);
    }
  });

  test("is no way into the tracking API", async () => {
    for (const path of ["/v1/track", "/v1/import"]) {
      const call = { path, body: SEED.messages[1] };
      expect((await withCookie(call, cookie, "http://127.0.0.1")).status).toBe(401);
    }
  });
});

test("a revoked key opens nothing", async () => {
  const project = await server.addProject("revoked");
  const keys = await listKeys(server.composition(), project.projectId);
  for (const key of keys) await revokeKey(server.composition(), project.projectId, key.id);
  for (const [id, { good, access }] of each) {
    const key = access === "any" ? project.writeKey : project.secretKey;
    await expectDeclared(id, await ask(good(), key), 401);
  }
});

test("another project's keys see nothing of this one", async () => {
  const other = await server.addProject("other");
  const otherAdminKey = await addAdminKey(server, other.projectId);
  for (const [id, { good, missing, empty, access }] of productRoutes) {
    const call = good();
    // These have something in every project: its own keys, the built-in roles.
    if (call.body || ["listKeys", "listRoles", "listAudit"].includes(id)) continue;
    const response = await ask(call, access === "admin" ? otherAdminKey : other.secretKey);
    if (missing) await expectDeclared(id, response, 404);
    else if (id === "getUsage") expect(usageSchema.parse(await response.json()).days, id).toEqual([]);
    else expect(await response.json(), id).toEqual(empty ?? { data: [], nextCursor: null });
  }
});

describe("every caller", () => {
  const PREFLIGHT = [
    "authorization",
    "content-type",
    "anonymousid",
    "sentat",
    "x-retry-count",
    "rsa-retry-attempt",
    "rsa-retried-after",
    "rsa-since-last-attempt",
    "rsa-recovered",
  ];

  test("may send the headers of official clients from any page, without cookies", async () => {
    const response = await server.ask("/v1/batch", {
      method: "OPTIONS",
      headers: {
        origin: "https://shop.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": PREFLIGHT.join(","),
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
    expect(response.headers.get("access-control-allow-methods")).toContain("POST");
    const allowed = response.headers.get("access-control-allow-headers")?.toLowerCase().split(",") ?? [];
    expect(PREFLIGHT.filter((name) => !allowed.includes(name))).toEqual([]);
  });

  test("may read refusals from a page too", async () => {
    const response = await server.ask("/v1/track", { headers: { origin: "https://shop.example" }, body: {} });
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([401, "*"]);
  });

  test("gets a problem with a request id for a path that is not there", async () => {
    const response = await server.ask("/api/v2/users");
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    const problem = problemSchema.parse(await response.json());
    expect(problem).toMatchObject({ status: 404, code: "not_found" });
    expect(problem.requestId).toBe(response.headers.get("x-request-id"));
  });

  test("finds the reference and what its links to errors point at", async () => {
    const response = await server.ask("/docs");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    const page = await response.text();
    expect(page).toContain('id="error-nothing_valid"');
    for (const { id } of operations) expect(page).toContain(`id="${id}"`);
    expect((await server.ask("/docs/reference.css")).headers.get("content-type")).toContain("text/css");
  });

  test("finds the probes", async () => {
    expect(await (await server.ask("/livez")).json()).toEqual({ live: true });
    const ready = await server.ask("/readyz");
    expect([ready.status, await ready.json()]).toMatchObject([200, { ready: true }]);
  });
});

describe("hostile parameters", () => {
  const paths = [
    "/api/v1/users/%00",
    "/api/v1/users/a%00b/timeline",
    "/api/v1/users/%00/recommendations",
    "/api/v1/users?search=%00",
    "/api/v1/users?cursor=%2B275760-09-13T00:00:00.000Z~pro_00000000000000000000000000",
    "/api/v1/users/ada/timeline?cursor=2026~1",
    "/api/v1/users/ada/timeline?cursor=0000-01-01T00:00:00.000Z~1",
    "/api/v1/users/ada/timeline?cursor=Thu,%2001%20Jan%201970%2000:00:00%20GMT%2B0200~1",
    "/api/v1/events?name=%00",
    "/api/v1/events?cursor=1e9",
    "/api/v1/events?after=64.1",
    "/api/v1/events?after=0.1;drop",
    "/api/v1/catalog/items?search=%00",
    "/api/v1/catalog/items?category=%00",
    "/api/v1/catalog/items?cursor=%00",
  ];
  test.each(paths)("%s is 400, not 500", async (path) => {
    const response = await server.ask(path, { key: server.secretKey });
    const problem = problemSchema.parse(await response.json());
    expect(problem).toMatchObject({ status: 400, code: "invalid_parameter" });
    expect(problem.errors?.[0]?.pointer).toMatch(/^\/\w+/);
  });

  const item = (fields: string) => `{"items":[{"id":"a","name":"A",${fields}}]}`;
  test.each([
    [item('"tags":["a\\u0000"]'), "/items/0/tags/0"],
    [item('"description":"\\ud800"'), "/items/0/description"],
    [item('"priceCents":1e400'), "/items/0/priceCents"],
    [item('"__proto__":{}'), "/items/0/__proto__"],
    [`{"items":${"[".repeat(6_000)}${"]".repeat(6_000)}}`, `/items${"/0".repeat(31)}`],
    ["null", ""],
  ])("a catalog of %.60s is 400 and names the place", async (body, pointer) => {
    const response = await server.ask("/api/v1/catalog/items", { method: "PUT", key: server.secretKey, body });
    const problem = problemSchema.parse(await response.json());
    expect(problem).toMatchObject({ status: 400, code: "invalid_body" });
    expect(problem.errors?.[0]?.pointer).toBe(pointer);
  });

  test("signs and quotes in a search are looked for, not obeyed", async () => {
    for (const search of ["%", "_", "\\", "'", "' or 1=1 --", "%27%29"]) {
      const response = await server.ask(`/api/v1/users?search=${encodeURIComponent(search)}`, {
        key: server.secretKey,
      });
      expect(await response.json(), search).toEqual({ data: [], nextCursor: null });
    }
  });
});
