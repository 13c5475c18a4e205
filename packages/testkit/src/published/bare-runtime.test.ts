import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";

/** What every runtime of the web has: workers in a page, Cloudflare, Deno, Bun. No process, no Buffer, no require, no window. */
const { URL, URLSearchParams, TextEncoder, TextDecoder, AbortController, AbortSignal, Blob, Response } = globalThis;
const { setTimeout, clearTimeout, queueMicrotask, btoa, atob, crypto, performance, CompressionStream } = globalThis;
const STANDARDS = { URL, URLSearchParams, TextEncoder, TextDecoder, AbortController, AbortSignal, Blob, Response };
const MORE = { setTimeout, clearTimeout, queueMicrotask, btoa, atob, crypto, performance, CompressionStream };

/** Runs a module in a runtime that has nothing but web standards; answers the requests it made. */
async function runBare(source: string): Promise<{ url: string; body: unknown }[]> {
  const requests: { url: string; body: unknown }[] = [];
  const fetch = async (url: string, init: RequestInit) => {
    requests.push({ url, body: JSON.parse(String(init.body)) });
    return new Response('{"success":true}');
  };
  const context = createContext({ ...STANDARDS, ...MORE, fetch });
  runInContext("globalThis.self = globalThis", context);
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
    bundle: true,
    platform: "neutral", // resolves no module of Node: one that were imported would fail the build
    format: "iife",
    globalName: "finished",
    logLevel: "silent",
    write: false,
  });
  await runInContext(`${outputFiles[0]?.text}; finished.done`, context);
  return requests;
}

test("the edge client delivers where there is nothing but web standards, and signs there", async () => {
  const requests = await runBare(`
    import { Rapport } from "@rapport/node/edge";
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const rapport = new Rapport({ writeKey: "pk_1", host: "https://rapport.test", gzip: false, signingSecret: secret });
    rapport.track({ userId: "u1", event: "Order Completed", properties: { total: 5 } });
    export const done = rapport.flush().then(() => rapport.close());`);
  expect(requests).toEqual([
    {
      url: "https://rapport.test/v1/batch",
      body: expect.objectContaining({ batch: [expect.objectContaining({ event: "Order Completed", userId: "u1" })] }),
    },
  ]);
});

test("the browser's modules load in a worker, and every call does nothing there", async () => {
  const requests = await runBare(`
    import { createRapport } from "@rapport/browser";
    import { createRapport as createCore } from "@rapport/browser/core";
    import { autocapture } from "@rapport/browser/autocapture";
    import { experiments } from "@rapport/browser/experiments";
    import { live } from "@rapport/browser/live";
    import { slots } from "@rapport/browser/slots";
    import { userToken } from "@rapport/browser/user-token";
    import { webVitals } from "@rapport/browser/web-vitals";
    const clients = [createRapport(), createCore()];
    for (const client of clients) {
      client.init({ writeKey: "pk_1", host: "https://rapport.test", autoPage: true, plugins: [autocapture(), webVitals(), live(), userToken(() => "x.y.z")] });
      client.use(experiments());
      client.use(slots());
      client.track("Seen");
      client.identify("u1");
      client.consent("granted");
    }
    export const done = Promise.all(clients.map((client) => client.flush()));`);
  expect(requests).toEqual([]);
});
