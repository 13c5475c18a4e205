import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { getRunDetail } from "@rapport/domain/agents/get-run";
import { startRun } from "@rapport/domain/agents/start-run";
import { listApprovals } from "@rapport/domain/approvals/approvals";
import { decideApproval } from "@rapport/domain/approvals/decide-approval";
import type { Context } from "@rapport/domain/context";
import { JobRunner } from "@rapport/domain/jobs/job-runner";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { openTestStore } from "@rapport/testkit/store/open-test-store";
import { afterEach, expect, test, vi } from "vitest";
import { flowGraph, TEST_WRITERS } from "../../test/test-graphs.ts";
import { Composer } from "../models/composer/composer.ts";
import { createLanguageModel } from "../models/create-language-model.ts";
import { AgentRuntime } from "../runtime/agent-runtime.ts";
import { RunTracing } from "./run-tracing.ts";

const WAIT = { timeout: 20_000, interval: 20 };
/** In the input, in what models write of it, in what a person decides, in errors. */
const [MAIL, NAME] = ["ada.lovelace@analytical.example", "Lovelace-Byron"];

const ends: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const end of ends.splice(0)) await end();
});

/** Whatever is sent to it, by path. */
async function startCollector() {
  const received: { path: string; text: string }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({
      path: request.url ?? "",
      text: unpack(Buffer.concat(chunks), request.headers["content-encoding"]),
    });
    response.writeHead(200, { "content-type": "application/json" });
    response.end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  // as: a server that listens on a port has an address of this kind
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, received };
}

function unpack(body: Buffer, encoding: string | undefined): string {
  if (encoding === "gzip") return gunzipSync(body).toString("utf8");
  return (encoding === "zstd" ? zstdDecompressSync(body) : body).toString("utf8");
}

test("collectors get every step of a run, and nothing of what people wrote", async () => {
  const [langSmith, otel] = [await startCollector(), await startCollector()];
  // As the server leaves them: the library does not begin by itself.
  vi.stubEnv("LANGSMITH_TRACING", "false");
  vi.stubEnv("LANGSMITH_ENDPOINT", langSmith.url);
  vi.stubEnv("LANGSMITH_API_KEY", "key of a project");
  const store = await openTestStore();
  const { services } = createTestServices(store, Date.now());
  const otlp = { url: `${otel.url}/v1/traces`, headers: {}, service: "rapport" };
  const tracing = new RunTracing({ langSmith: true, otlp }, services.log);
  let failures = 2;
  const graph = flowGraph([], {
    act() {
      if (failures-- > 1) throw new Error(`Nobody named ${NAME} <${MAIL}> is there`);
    },
  });
  const models = createLanguageModel(new Composer(TEST_WRITERS));
  const graphs = { flow: graph };
  const ctx: Context = {
    ...services,
    models,
    graphs,
    projectId: "prj_1",
    actor: { kind: "member", memberId: "mem_1" },
  };
  const runtime = new AgentRuntime({ services: ctx, graphs, tracing });
  const runner = new JobRunner({ services: ctx, handlers: [runtime.handler], isAlone: true });
  runtime.start();
  await runner.start();
  ends.push(
    () => runner.stop(2_000),
    () => runtime.stop(),
    () => services.jobs.close(),
    () => store.close(),
  );

  const { id } = await startRun(ctx, { graph: "flow", input: { topic: `${NAME} ${MAIL}` } });
  const stateOf = async () => (await getRunDetail(ctx, id)).state;
  await expect.poll(stateOf, WAIT).toBe("waiting");
  const [asked] = (await listApprovals(ctx, { limit: 1, state: "pending" })).data;
  await decideApproval(ctx, asked?.id ?? "", { action: "respond", message: `Write to ${MAIL}` });
  await expect.poll(stateOf, WAIT).toBe("failed");
  await tracing.flush();
  await expect.poll(() => langSmith.received.some(({ text }) => text.includes('"act"')), WAIT).toBe(true);

  const traces = langSmith.received.map(({ text }) => text).join("\n");
  const spans = otel.received.map(({ text }) => text).join("\n");
  for (const [all, names] of [
    [traces, ["plan", "draft", "ask", "act", "Error"]],
    [spans, ["plan", "draft", "ask", "act", "line", "rapport-composer", "gen_ai.usage.output_tokens", id]],
  ] as const) {
    for (const name of names) expect(all).toContain(name);
    for (const secret of [MAIL, NAME, "ada.lovelace", "Lovelace"]) expect(all).not.toContain(secret);
  }
  expect(otel.received.every(({ path }) => path === "/v1/traces")).toBe(true);
  const records = otel.received.flatMap(({ text }) => JSON.parse(text).resourceSpans[0].scopeSpans[0].spans);
  const root = records.find(({ name }) => name === "flow");
  expect(root).toMatchObject({ status: { code: 2 }, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(records.filter(({ parentSpanId }) => parentSpanId === root.spanId).length).toBeGreaterThanOrEqual(4);
  expect(new Set(records.map(({ traceId }) => traceId))).toEqual(new Set([root.traceId]));
});
