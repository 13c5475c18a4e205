import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CodeBlock } from "../docs/read-code-blocks.ts";
import { readCodeBlocks } from "../docs/read-code-blocks.ts";
import type { TestServer } from "../server/compose-test-server.ts";
import { composeTestServer } from "../server/compose-test-server.ts";
import { findChromium, openBrowser } from "./open-browser.ts";

const ROOT = resolve(import.meta.dirname, "../../../..");
const chromiumPath = findChromium(process.env.CHROMIUM_PATH);
const WAIT = { timeout: 60_000, interval: 100 };
/** What the package's users write, by its language and what it names. */
const IS_FOR_PAGES: Record<string, RegExp> = {
  html: /rapport/,
  js: /^rapport\./m,
  ts: /from "@rapport\/browser/,
  tsx: /from "@rapport\/browser/,
};
/** Events that a block sends by itself, and not when somebody clicks. */
const SENT = /^ {0,2}(?:\w+\.)?(?:push\(\["track", |track\()"([^"]+)"/gm;
const RENDER = `import { createRoot } from "react-dom/client";
createRoot(document.body.appendChild(document.createElement("main"))).render(<App />);`;

const blocks = readCodeBlocks(ROOT).filter(
  ({ file, language, code }) => !file.startsWith("examples/") && IS_FOR_PAGES[language]?.test(code),
);

describe.skipIf(!chromiumPath)("code of the documents in a page (skipped without a Chromium)", () => {
  let server: TestServer;
  let browser: Browser;
  let host = "";
  let html = "";
  const site = createServer((request, response) => {
    const isPage = request.url === "/";
    response.writeHead(200, { "content-type": isPage ? "text/html" : "text/plain" }).end(isPage ? html : "a token");
  });

  beforeAll(async () => {
    server = await composeTestServer();
    host = await server.listen();
    await new Promise<void>((listening) => site.listen(0, "127.0.0.1", listening));
    browser = await openBrowser(chromiumPath ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    site.closeAllConnections();
    site.close();
    await server?.close();
  });

  test("there are such blocks", () => expect(blocks.length).toBeGreaterThan(10));

  test.each(blocks.map((block) => [`${block.file}:${block.line}`, block] as const))("%s runs", async (_, block) => {
    html = `<!doctype html><title>Shop</title><body>${await toPage(block)}`
      .replaceAll(/https:\/\/rapport\.example\.com|http:\/\/localhost:8787/g, host)
      .replaceAll("pk_…", server.writeKey);
    const context = await browser.newContext();
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (line) => line.type() === "error" && errors.push(`${line.text()} ${line.location().url}`));
    const sent: string[] = [];
    page.on("request", (request) => request.url() === `${host}/v1/batch` && sent.push(request.postData() ?? ""));
    const { port } = site.address() as AddressInfo; // as: a server that listens on a port has an address of this form
    await page.goto(`http://127.0.0.1:${port}/`);
    await expect.poll(() => page.evaluate("globalThis.ran"), WAIT).toBe(true);
    const hasClient = block.language === "html" || block.code.includes("init(");
    for (const [, event] of block.code.matchAll(SENT))
      if (hasClient) await expect.poll(() => sent.join(), WAIT).toContain(`"${event}"`);
    await context.close();
    expect(errors).toEqual([]);
  });
});

/** What a reader's page would have around the block: the client's tag, where it is none itself. */
async function toPage({ language, code }: CodeBlock): Promise<string> {
  const ends = "globalThis.ran = true;";
  const tag = (key: string) => `<script src="https://rapport.example.com/rapport.js" ${key}></script>`;
  const ran = `<script>addEventListener("load", () => { ${ends} })</script>`;
  if (language === "html")
    return `${code}${code.includes("rapport.js") ? "" : tag('data-write-key="pk_…" async')}${ran}`;
  if (language === "js") {
    const key = code.includes("init(") ? "" : 'data-write-key="pk_…"';
    return `${tag(key)}<script>${code}\n${ends}</script>`;
  }
  const { outputFiles } = await build({
    stdin: {
      contents: [code, ...(/const App\b/.test(code) ? [RENDER] : []), ends].join("\n"),
      resolveDir: resolve(ROOT, "packages/sdk-browser"),
      loader: "tsx",
    },
    bundle: true,
    format: "esm",
    charset: "utf8",
    target: "es2022",
    jsx: "automatic",
    write: false,
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return `<script type="module">${outputFiles[0]?.text.replaceAll("</script", "<\\/script")}</script>`;
}
