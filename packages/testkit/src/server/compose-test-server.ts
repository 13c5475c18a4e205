import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlanLimits } from "@rapport/contracts/usage";
import { addKey, generateKey } from "@rapport/domain/access/keys";
import type { Context } from "@rapport/domain/context";
import { ensureProject } from "@rapport/domain/workspaces/projects";
import { parsePosition } from "@rapport/pipeline/position";
import type { ComposeOptions, Composition } from "@rapport/server/compose";
import { compose } from "@rapport/server/compose";
import type { Config } from "@rapport/server/config";
import { createHttpServer } from "@rapport/server/http-server";
import { defaultLimits } from "@rapport/server/service-limits";
import type { LogLine } from "../store/create-test-services.ts";
import { createTestLogger } from "../store/create-test-services.ts";

/** What the fake authorizer takes. */
/** The same for every server of a test, so that those that share a store read each other's tokens. */
const TEST_SECRET = "what seals the tokens of tests, and nothing else";
const TEST_CLIENT = { clientId: "client", clientSecret: "client secret" };

/** One request of a test. A body that is neither text nor bytes is sent as JSON. */
export type TestRequest = {
  method?: string;
  key?: string | undefined;
  headers?: Record<string, string>;
  body?: unknown;
};

/** A project and its keys. */
export type TestProject = { projectId: string; writeKey: string; secretKey: string };

/** The whole product in this process, on a data directory that goes away with it. */
export type TestServer = TestProject & {
  composition: () => Composition;
  /** What was logged, in order. */
  lines: LogLine[];
  /** Asks the HTTP surface without a socket. */
  ask(path: string, request?: TestRequest): Promise<Response>;
  /** Sends messages with a key, the write key unless said, and answers what the server said. */
  send(messages: readonly unknown[], key?: string): Promise<Response>;
  /** Waits until what an answer's offset names is folded. */
  settle(offset: string): Promise<void>;
  /** Another project of the same server. */
  addProject(slug: string): Promise<TestProject>;
  /** Serves the product, or what a test puts in its place, on a free port of the loopback address; the test's end closes it. */
  listen(surface?: Surface): Promise<string>;
  /** Ends everything and starts again on the same data directory. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

type Surface = Parameters<typeof createHttpServer>[0];

/** Composes the real server: PGlite and LMDB in a temporary directory, or Postgres where `settings` name one. */
export async function composeTestServer(
  settings: Partial<Config> = {},
  options: Pick<ComposeOptions, "rewrite" | "assets"> = {},
): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "rapport-test-"));
  const log = createTestLogger();
  const config = testConfig(dataDir, settings);
  let composition = await compose(config, { ...options, log });
  const listening: (() => Promise<void>)[] = [];
  const { projectId, writeKey, secretKey } = composition.instance;
  const ask = async (path: string, request: TestRequest = {}) => composition.app.fetch(toRequest(path, request));
  return {
    projectId,
    writeKey,
    secretKey,
    composition: () => composition,
    lines: log.lines,
    ask,
    send: (messages, key = writeKey) => ask("/v1/batch", { key, body: { batch: messages } }),
    async settle(offset) {
      const folded = await composition.workers.projector.waitFor(parsePosition(offset), 20_000);
      if (!folded) throw new Error(`The offset ${offset} was not folded within 20 s`);
    },
    addProject: (slug) => addProject(composition, slug),
    async listen(surface = composition) {
      const { url, stop } = await listen(surface);
      listening.push(stop);
      return url;
    },
    async restart() {
      await composition.close();
      composition = await compose(config, { ...options, log });
    },
    async close() {
      for (const stop of listening.splice(0)) await stop();
      await composition.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

function testConfig(dataDir: string, settings: Partial<Config>): Config {
  return {
    host: "127.0.0.1",
    port: 0,
    dataDir,
    writeKey: undefined,
    secretKey: undefined,
    sessionSecret: undefined,
    leaseMs: 15_000,
    demo: false,
    basePath: "",
    databaseUrl: undefined,
    plan: undefined,
    metricsToken: undefined,
    limits: defaultLimits(),
    eventLog: { engine: "lmdb" },
    outgoingAllow: [],
    connections: {
      ...{ secret: TEST_SECRET, secretBefore: undefined, googleAdsDeveloperToken: undefined },
      clients: { "google-ads": TEST_CLIENT, linkedin: TEST_CLIENT },
    },
    blobs: { engine: "folder", dir: undefined },
    vectors: { engine: "memory" },
    ...settings,
  };
}

/** Settings under which the room for requests under way stays what it is, however slow the machine of the test. */
export function steadyRoom(): Partial<Config> {
  const limits = defaultLimits();
  limits.admission.inFlightFloorBytes = limits.admission.inFlightBytes;
  limits.admission.inFlightFirstBytes = limits.admission.inFlightBytes;
  return { limits };
}

/** Settings that put the first workspace on a free plan with these bounds. */
export function freePlan(bounds: PlanLimits): Partial<Config> {
  const limits = defaultLimits();
  limits.quota.plans.free = bounds;
  return { plan: "free", limits };
}

function toRequest(path: string, { method, key, headers = {}, body }: TestRequest): Request {
  const raw = typeof body === "string" || body instanceof Uint8Array || body instanceof ReadableStream;
  const text = raw || body === undefined ? body : JSON.stringify(body);
  return new Request(`http://127.0.0.1${path}`, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      host: "127.0.0.1",
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      // An HTTP client sets it for every body whose length it knows.
      ...(typeof text === "string" ? { "content-length": String(Buffer.byteLength(text)) } : {}),
      ...(text instanceof Uint8Array ? { "content-length": String(text.byteLength) } : {}),
      ...headers,
    },
    ...(text === undefined ? {} : { body: text as BodyInit, duplex: "half" }), // as: text, bytes or a stream, see above
  });
}

async function addProject({ services }: Composition, slug: string): Promise<TestProject> {
  const project = await ensureProject(services, { slug, name: slug });
  const ctx: Context = { ...services, projectId: project.id, actor: { kind: "system" } };
  const writeKey = generateKey("write", services.randomBytes);
  const secretKey = generateKey("secret", services.randomBytes);
  await addKey(ctx, { kind: "write", name: "Write", secret: writeKey });
  await addKey(ctx, { kind: "secret", name: "Secret", secret: secretKey });
  return { projectId: project.id, writeKey, secretKey };
}

async function listen(surface: Surface): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createHttpServer(surface);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // as: a server that listens on a port has an address of this form
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, stop };
}
