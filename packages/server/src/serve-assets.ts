import { extname } from "node:path";
import type { createApp } from "@rapport/api/app";
import type { ApiEnv } from "@rapport/api/services";
import type { Context } from "hono";
import type { Assets } from "./assets.ts";
import type { ReadStaticFile, StaticFile } from "./static-files.ts";
import { createStaticFiles } from "./static-files.ts";

type App = ReturnType<typeof createApp>;
type AppContext = Context<ApiEnv>;

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".webmanifest": "application/manifest+json",
};

/**
 * The console's pages hold what strangers send, so a text that became markup must find nothing to run with: scripts and styles are
 * files of ours (there is no inline one that would need a nonce), and no script may turn text into code or markup.
 */
const CONSOLE_HEADERS = {
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    // The one that the console makes stands for the address of its service worker, whatever it is given.
    "trusted-types shell-worker",
  ].join("; "),
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
} as const;

/** Nothing from elsewhere, no inline script: what the demo's shop needs. */
const SHOP_CSP =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/** Serves the console, the browser SDK and, in demo mode, the shop with its write key filled in. */
export function serveAssets(app: App, assets: Assets, demo: { writeKey: string } | undefined): void {
  const read = createStaticFiles();
  app.get("/", (c) => c.redirect("/console/"));
  // The client and its extensions, e.g. /rapport.slots.js.
  app.get("/:file{rapport(\\.[a-z-]+)?\\.js}", async (c) => {
    const file = await read(assets.browserSdkDir, c.req.param("file"), acceptedEncodings(c));
    if (!file) return c.notFound();
    // Any site may load the script; an hour keeps an update near.
    c.header("Cross-Origin-Resource-Policy", "cross-origin");
    c.header("Cache-Control", "public, max-age=3600");
    return answerFile(c, c.req.path, file);
  });
  app.get("/console", (c) => c.redirect("/console/"));
  app.get("/console/*", (c) => serveConsole(c, read, assets.consoleDir));
  if (!demo) return;
  app.get("/demo", (c) => c.redirect("/demo/"));
  app.get("/demo/*", (c) => serveStorefront(c, read, { dir: assets.storefrontDir, writeKey: demo.writeKey }));
}

/** A file of the console, or its page for every other path: the page's router knows the rest. */
async function serveConsole(c: AppContext, read: ReadStaticFile, dir: string): Promise<Response> {
  const path = c.req.path.slice("/console/".length);
  // Ids of people stand in paths below a screen's, and may end like the name of a file: people/ada@example.com.
  const isPage = !path.startsWith("assets/") && (extname(path) === "" || path.includes("/"));
  const file = await read(dir, isPage ? "index.html" : path, acceptedEncodings(c));
  if (!file) return c.notFound();
  for (const [name, value] of Object.entries(CONSOLE_HEADERS)) c.header(name, value);
  // Built files carry a hash in their names; the page itself must stay fresh.
  c.header("Cache-Control", path.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache");
  return answerFile(c, isPage ? "index.html" : path, file);
}

async function serveStorefront(
  c: AppContext,
  read: ReadStaticFile,
  { dir, writeKey }: { dir: string; writeKey: string },
): Promise<Response> {
  const path = c.req.path.slice("/demo/".length) || "index.html";
  const isPage = extname(path) === ".html";
  const file = path === "package.json" ? undefined : await read(dir, path, isPage ? "" : acceptedEncodings(c));
  if (!file) return c.notFound();
  c.header("Content-Security-Policy", SHOP_CSP);
  c.header("Cache-Control", "no-cache");
  if (!isPage) return answerFile(c, path, file);
  const page = Buffer.from(file.body).toString("utf8").replaceAll("__WRITE_KEY__", writeKey);
  return c.body(page, 200, { "Content-Type": typeOf(path) });
}

function answerFile(c: AppContext, path: string, { body, encoding, etag }: StaticFile): Response {
  c.header("ETag", etag);
  c.header("Vary", "Accept-Encoding", { append: true });
  if (c.req.header("if-none-match") === etag) return c.body(null, 304);
  if (encoding) c.header("Content-Encoding", encoding);
  return c.body(body, 200, { "Content-Type": typeOf(path) });
}

const acceptedEncodings = (c: AppContext) => c.req.header("accept-encoding") ?? "";

const typeOf = (path: string) => TYPES[extname(path)] ?? "application/octet-stream";
