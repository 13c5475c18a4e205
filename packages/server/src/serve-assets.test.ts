import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnv } from "@rapport/api/services";
import { afterAll, expect, test } from "vitest";
import { serveAssets } from "./serve-assets.ts";

const folder = mkdtempSync(join(tmpdir(), "rapport-assets-"));
const SCRIPT = `console.log("${"a page pays for every byte ".repeat(400)}");`;
const PAGE = "<!doctype html><title>Rapport</title>";
mkdirSync(join(folder, "assets"));
writeFileSync(join(folder, "assets/index-abc.js"), SCRIPT);
writeFileSync(join(folder, "index.html"), PAGE);
writeFileSync(join(folder, "rapport.js"), SCRIPT);
writeFileSync(join(folder, "package.json"), "{}");

const app = new OpenAPIHono<ApiEnv>();
const assets = { consoleDir: folder, storefrontDir: folder, browserSdkDir: folder, migrationsDir: "", templateDir: "" };
serveAssets(app, assets, { writeKey: "pk_demo" });

afterAll(() => rmSync(folder, { recursive: true }));

const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });
const bytes = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

test.each([
  ["br", "gzip, deflate, br, zstd", brotliDecompressSync],
  ["gzip", "gzip, br;q=0", gunzipSync],
  [null, "identity", (body: Buffer) => body],
  [null, "", (body: Buffer) => body],
])("a built file comes in %s for a reader that takes “%s”, the same text in each", async (encoding, accept, decode) => {
  for (const path of ["/console/assets/index-abc.js", "/rapport.js"]) {
    const answer = await get(path, { "accept-encoding": accept });
    expect(answer.headers.get("content-encoding")).toBe(encoding);
    expect(answer.headers.get("vary")).toBe("Accept-Encoding");
    expect(answer.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    const body = await bytes(answer);
    expect(body.length < SCRIPT.length / 10).toBe(encoding !== null);
    expect(decode(body).toString()).toBe(SCRIPT);
  }
});

test("who has a file is told so in a word, and gets it anew once it has changed", async () => {
  const first = await get("/console/");
  const headers = { "if-none-match": first.headers.get("etag") ?? "" };
  const again = await get("/console/", headers);
  expect([again.status, (await bytes(again)).length]).toEqual([304, 0]);
  writeFileSync(join(folder, "index.html"), `${PAGE} `);
  utimesSync(join(folder, "index.html"), 1, 1);
  const changed = await get("/console/", headers);
  expect([changed.status, await changed.text()]).toEqual([200, `${PAGE} `]);
});

test("a screen's address is its page, whatever the id in it ends with; a file that is not there is not found", async () => {
  for (const path of ["people", "people/ada@example.com", "people/next.js"])
    expect((await get(`/console/${path}`)).headers.get("content-type")).toBe("text/html; charset=utf-8");
  for (const path of ["assets/gone.js", "gone.svg", "assets/..%2f..%2findex.html", "%00.js"])
    expect((await get(`/console/${path}`)).status).toBe(404);
});

test("the shop's page has its key filled in, and hides its package.json", async () => {
  writeFileSync(join(folder, "shop.html"), `<script data-key="__WRITE_KEY__"></script>${" ".repeat(600)}`);
  const page = await get("/demo/shop.html", { "accept-encoding": "br" });
  expect(await page.text()).toContain('data-key="pk_demo"');
  expect((await get("/demo/package.json")).status).toBe(404);
});
