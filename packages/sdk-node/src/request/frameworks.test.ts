import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TrackingServer } from "../../test/tracking-server.ts";
import { createMiddleware as createExpressMiddleware } from "../express/create-middleware.ts";
import { createPlugin } from "../fastify/create-plugin.ts";
import { createMiddleware as createHonoMiddleware } from "../hono/create-middleware.ts";
import type { HeaderReader } from "../next/bind-headers.ts";
import { bindHeaders } from "../next/bind-headers.ts";
import { withRapport } from "../next/with-rapport.ts";
import { Rapport } from "../rapport.ts";
import { rapportOf } from "./attach.ts";
import type { RequestClient } from "./request-client.ts";

const server = new TrackingServer();
let rapport: Rapport;

beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => {
  server.messages.length = 0;
  server.requests.length = 0;
  rapport = new Rapport({ writeKey: "pk_test", host: server.host });
});
afterEach(() => rapport.close({ timeoutMs: 0 }));

/** Sends one request through an application whose handler runs `use` with the client of the request. */
type Application = { visit(path: string, headers: Record<string, string>): Promise<number>; close(): Promise<void> };
type MakeApplication = (use: (client: RequestClient) => void | Promise<void>) => Promise<Application>;
type WithUser = { userId?: unknown };

const readUser = (value: unknown) => (typeof value === "string" ? value : undefined);

async function listen(server: Server): Promise<Application> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // listen() without a path gives an AddressInfo, never a pipe's name.
  const { port } = server.address() as AddressInfo;
  return {
    visit: async (path, headers) => (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).status,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const FRAMEWORKS: Record<string, MakeApplication> = {
  express: async (use) => {
    const app = express();
    app.use(createExpressMiddleware<express.Request>(rapport, { userId: (request) => request.get("x-user") }));
    app.get("/{*path}", async (request, response) => {
      await use(rapportOf(request));
      response.sendStatus(204);
    });
    return listen(createServer(app));
  },
  fastify: async (use) => {
    const app = fastify();
    await app.register(createPlugin(rapport, { userId: (request) => readUser(request.headers["x-user"]) }));
    app.get("/*", async (request, reply) => {
      await use(rapportOf(request));
      return reply.code(204).send();
    });
    await app.listen({ port: 0, host: "127.0.0.1" });
    const { port } = app.server.address() as AddressInfo;
    return {
      visit: async (path, headers) => (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).status,
      close: () => app.close(),
    };
  },
  hono: async (use) => {
    const app = new Hono();
    const ip = () => "127.0.0.1";
    app.use(createHonoMiddleware(rapport, { ip, userId: (c) => c.req.raw.headers.get("x-user") }));
    app.get("/*", async (c) => {
      await use(rapportOf(c));
      return c.body(null, 204);
    });
    const visit = async (path: string, headers: Record<string, string>) =>
      (await app.request(`http://shop.test${path}`, { headers })).status;
    return { visit, close: async () => {} };
  },
  next: async (use) => {
    const handler = withRapport(
      rapport,
      async (_request: Request, _context: WithUser, client) => {
        await use(client);
        return new Response(null, { status: 204 });
      },
      { ip: () => "127.0.0.1", userId: (request) => request.headers.get("x-user") },
    );
    const visit = async (path: string, headers: Record<string, string>) =>
      (await handler(new Request(`http://shop.test${path}`, { headers }), {})).status;
    return { visit, close: async () => {} };
  },
  "headers of next": async (use) => {
    const visit = async (path: string, headers: Record<string, string>) => {
      const userId = (one: HeaderReader) => one.get("x-user");
      const options = { url: `http://shop.test${path}`, ip: () => "127.0.0.1", userId };
      await use(bindHeaders(rapport, new Headers(headers), options));
      return 204;
    };
    return { visit, close: async () => {} };
  },
};

describe.each(Object.entries(FRAMEWORKS))("%s", (_name, makeApplication) => {
  const uuid = "0b9f4f0e-9c1d-4a6f-8a3e-2f6f6c9f1a11";
  const cookie = `theme=dark; rapport_pk_shop-1_id=${encodeURIComponent(JSON.stringify({ anonymousId: uuid, userId: "forged-user" }))}`;
  const visitor = {
    "user-agent": "Test/1",
    "accept-language": "de-DE,de;q=0.9",
    referer: "http://news.test/a?token=1",
  };
  let app: Application;
  afterEach(() => app.close());

  async function visit(headers: Record<string, string>, path = "/shop?utm_source=mail&utm_campaign=may&secret=1") {
    app = await makeApplication((client) => {
      client.track({ event: "Cart Viewed", properties: { total: 3 }, context: { extra: 1 } });
      client.identify({ traits: { plan: "pro" } });
    });
    expect(await app.visit(path, { ...visitor, ...headers })).toBe(204);
    await rapport.flush();
    return server.messages;
  }

  test("events carry the browser's anonymousId, the user of the session and the context of the request", async () => {
    const [track, identify] = await visit({ cookie, "x-user": "u1" });
    expect(track).toMatchObject({
      type: "track",
      event: "Cart Viewed",
      anonymousId: uuid,
      userId: "u1",
      properties: { total: 3 },
      context: {
        page: { path: "/shop", url: expect.stringMatching(/^http:\/\/[\w.:]+\/shop$/), referrer: "http://news.test/a" },
        campaign: { source: "mail", name: "may" },
        userAgent: "Test/1",
        locale: "de-DE",
        ip: "127.0.0.1",
        extra: 1,
      },
    });
    expect(identify).toMatchObject({ type: "identify", anonymousId: uuid, userId: "u1", traits: { plan: "pro" } });
    expect(JSON.stringify(server.messages)).not.toMatch(/secret|token|forged-user/);
  });

  test("a visitor without a cookie, or with one that is no id, gets one id for the request", async () => {
    const [track, identify] = await visit({ cookie: `rapport_id=${encodeURIComponent('{"anonymousId":"<script>"}')}` });
    expect(track?.anonymousId).toMatch(/^[0-9a-f-]{36}$/);
    expect(identify?.anonymousId).toBe(track?.anonymousId);
    expect(track).not.toHaveProperty("userId");
  });

  test.each([
    ["Global Privacy Control", { "sec-gpc": "1", cookie: "rapport_consent=granted" }],
    ["Do Not Track", { dnt: "1" }],
    ["a consent cookie that says no", { cookie: "rapport_consent=denied" }],
    ["the browser client's word", { cookie: `rapport_pk_1_consent=${encodeURIComponent('"denied"')}` }],
    [
      "the browser client's categories",
      { cookie: `rapport_pk_1_consent=${encodeURIComponent('{"analytics":false}')}` },
    ],
  ])("%s: nothing is sent and nothing is asked", async (_reason, headers) => {
    const asked: unknown[] = [];
    app = await makeApplication(async (client) => {
      client.track({ event: "Cart Viewed" });
      client.page();
      client.sendRecommendationFeedback({ decisionId: "d", action: "shown", itemIds: ["i"] });
      asked.push(client.consent, await client.getRecommendations({ placement: "home" }));
    });
    await app.visit("/shop", headers);
    await rapport.flush();
    expect(server.requests).toEqual([]);
    expect(asked).toEqual(["denied", { decisionId: "", placement: "home", recommendations: [], degraded: [] }]);
  });
});

test("requireConsent waits for a yes, and a host's own decision that fails is a no", async () => {
  const consents: string[] = [];
  const fail = () => {
    throw new Error("session store is away");
  };
  const handlers = [{ requireConsent: true }, { consent: fail }, { userId: fail }].map((options) =>
    withRapport(
      rapport,
      (_request: Request, _context: object, client) => {
        consents.push(client.consent);
        client.track({ event: "Seen" });
        return new Response();
      },
      options,
    ),
  );
  for (const handler of handlers) await handler(new Request("http://shop.test/"), {});
  expect(consents).toEqual(["unknown", "denied", "unknown"]);
  expect(server.messages).toHaveLength(1);
  await handlers[0]?.(new Request("http://shop.test/", { headers: { cookie: "rapport_consent=granted" } }), {});
  expect(server.messages).toHaveLength(2);
});

test("a serverless runtime that stops after the answer loses nothing: Hono's waitUntil, Next's after, or before it", async () => {
  const later: Promise<unknown>[] = [];
  const app = new Hono();
  app.use(createHonoMiddleware(rapport));
  app.get("/", (c) => {
    rapportOf(c).track({ event: "Hono" });
    return c.text("");
  });
  const executionContext = {
    waitUntil: (one: Promise<unknown>) => later.push(one),
    passThroughOnException: () => {},
    props: {},
  };
  await app.request("http://shop.test/", {}, {}, executionContext);
  await Promise.all(later);
  expect(server.events()).toEqual(["Hono"]);
  const handle = (_request: Request, _context: object, client: RequestClient) => {
    client.track({ event: "Next" });
    return new Response();
  };
  await withRapport(rapport, handle)(new Request("http://shop.test/"), {});
  expect(server.messages).toHaveLength(2);
  const tasks: (() => Promise<void>)[] = [];
  await withRapport(rapport, handle, { after: (task) => tasks.push(task) })(new Request("http://shop.test/"), {});
  expect(server.messages).toHaveLength(2);
  await tasks[0]?.();
  expect(server.messages).toHaveLength(3);
});

test("an action of Next has the page that posted it, a component none; both are delivered after the answer", async () => {
  const tasks: (() => Promise<void>)[] = [];
  const after = (task: () => Promise<void>) => void tasks.push(task);
  const headers = { referer: "https://shop.test/cart?utm_source=mail", cookie: "rapport_id=device-1" };
  bindHeaders(rapport, new Headers({ ...headers, "next-action": "40f1" }), { after }).track({ event: "Action" });
  bindHeaders(rapport, new Headers(headers), { after }).track({ event: "Component" });
  expect(server.messages).toEqual([]);
  for (const task of tasks) await task();
  expect(server.messages.map(({ anonymousId }) => anonymousId)).toEqual(["device-1", "device-1"]);
  expect(server.messages.map(({ context }) => Object(context).page)).toEqual([
    { url: "https://shop.test/cart", path: "/cart" },
    undefined,
  ]);
  const outside = () => {
    throw new Error("`after` was called outside a request scope");
  };
  expect(() => bindHeaders(rapport, new Headers(), { after: outside })).not.toThrow();
});

test("a route of Next names the address that the visitor asked for, not the one behind the proxy", async () => {
  const handle = (_request: Request, _context: object, client: RequestClient) => {
    client.page();
    return new Response();
  };
  const forwarded = {
    host: "10.0.0.7:3000",
    "x-forwarded-host": "shop.test, cache.test",
    "x-forwarded-proto": "https",
  };
  for (const headers of [{ host: "127.0.0.1:3000" }, forwarded])
    await withRapport(rapport, handle)(new Request("http://localhost:3000/a?b=1", { headers }), {});
  expect(server.messages.map(({ context }) => Object(context).page?.url)).toEqual([
    "http://127.0.0.1:3000/a",
    "https://shop.test/a",
  ]);
});

test("a request that did not come through the middleware is told so", () => {
  expect(() => rapportOf({})).toThrow("did not come through");
});

test("the edge entry runs with web standards alone: no process, no Buffer, no node: import", async () => {
  const { outputFiles } = await build({
    entryPoints: [new URL("../edge/index.ts", import.meta.url).pathname],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "edge",
    platform: "browser",
  });
  const code = outputFiles[0]?.text ?? "";
  expect(code).not.toMatch(/node:|\bprocess\.|\bBuffer\b/);
  const errors: unknown[] = [];
  const globals = { fetch, setTimeout: (run: () => void, ms: number) => Number(setTimeout(run, ms)), clearTimeout };
  const web = { URL, AbortSignal, AbortController, TextEncoder, CompressionStream, Blob, Response, Uint8Array };
  const context = createContext({ ...globals, ...web, btoa, performance, queueMicrotask, crypto, errors });
  await runInContext(
    `${code}
    (async () => {
      const client = new edge.Rapport({ writeKey: "pk_edge", host: "${server.host}", onError: (one) => errors.push(one) });
      for (let i = 0; i < 50; i++) client.track({ userId: "u1", event: "Event " + i });
      await client.getRecommendations({ userId: "u1" });
      await client.close();
    })()`,
    context,
  );
  expect(server.messages).toHaveLength(50);
  expect(server.requests[0]?.headers["content-encoding"]).toBe("gzip");
  expect(errors).toMatchObject([{ code: "request_failed" }]);
});
