import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import type { createApp } from "@rapport/api/app";
import type { ApiEnv } from "@rapport/api/services";
import type { Context } from "hono";
import type { Assets } from "./assets.ts";

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
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
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
  app.get("/", (c) => c.redirect("/console/"));
  // The client and its extensions, e.g. /rapport.slots.js.
  app.get("/:file{rapport(\\.[a-z-]+)?\\.js}", async (c) => {
    const file = await readInside(assets.browserSdkDir, c.req.param("file"));
    if (!file) return c.notFound();
    // Any site may load the script; an hour keeps an update near.
    c.header("Cross-Origin-Resource-Policy", "cross-origin");
    c.header("Cache-Control", "public, max-age=3600");
    return answerFile(c, c.req.path, file);
  });
  app.get("/console", (c) => c.redirect("/console/"));
  app.get("/console/*", (c) => serveConsole(c, assets.consoleDir));
  if (!demo) return;
  app.get("/demo", (c) => c.redirect("/demo/"));
  app.get("/demo/*", (c) => serveStorefront(c, assets.storefrontDir, demo.writeKey));
}

/** A file of the console, or its page for every other path: the page's router knows the rest. */
async function serveConsole(c: AppContext, dir: string): Promise<Response> {
  const path = c.req.path.slice("/console/".length);
  const file = extname(path) === "" ? undefined : await readInside(dir, path);
  if (!file && extname(path) !== "") return c.notFound();
  for (const [name, value] of Object.entries(CONSOLE_HEADERS)) c.header(name, value);
  // Built files carry a hash in their names; the page itself must stay fresh.
  c.header("Cache-Control", path.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache");
  return answerFile(c, file ? path : "index.html", file ?? (await readFile(join(dir, "index.html"))));
}

async function serveStorefront(c: AppContext, dir: string, writeKey: string): Promise<Response> {
  const path = c.req.path.slice("/demo/".length) || "index.html";
  const file = path === "package.json" ? undefined : await readInside(dir, path);
  if (!file) return c.notFound();
  c.header("Content-Security-Policy", SHOP_CSP);
  c.header("Cache-Control", "no-cache");
  const body = extname(path) === ".html" ? file.toString("utf8").replaceAll("__WRITE_KEY__", writeKey) : file;
  return answerFile(c, path, body);
}

function answerFile(c: AppContext, path: string, body: Buffer | string): Response {
  const bytes = typeof body === "string" ? body : new Uint8Array(body);
  return c.body(bytes, 200, { "Content-Type": TYPES[extname(path)] ?? "application/octet-stream" });
}

/** A file below a folder; undefined for whatever cannot be one: absent, unreadable, outside, not even a name. */
async function readInside(dir: string, path: string): Promise<Buffer | undefined> {
  try {
    const full = normalize(join(dir, decodeURIComponent(path)));
    return full.startsWith(dir + sep) ? await readFile(full) : undefined;
  } catch {
    return undefined;
  }
}
