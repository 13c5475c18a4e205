/// <reference lib="webworker" />

// Replaced by the build: the files of this version, and a name that changes with any of them.
declare const SHELL_FILES: readonly string[];
declare const SHELL_VERSION: string;

// as: a service worker's global scope is what its own file runs in, which the types of a page do not know
const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const PREFIX = "rapport-shell-";
const CACHE = `${PREFIX}${SHELL_VERSION}`;
const PAGE = "/console/";

/**
 * Keeps the console's own files, and nothing else: no answer of the API, no page of another path, nothing that tells who was here. So
 * whoever signs out leaves nothing behind, and a browser without a network shows the console saying that it has none.
 */
worker.addEventListener("install", (event) => {
  // Asked of the server, not of the browser's cache: the page is what says which version the rest is of.
  const requests = SHELL_FILES.map((path) => new Request(path, { cache: path === PAGE ? "reload" : "default" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)));
});

/** Files of the version before go when no page uses them any more: until then an open page may still ask for one. */
worker.addEventListener("activate", (event) => {
  event.waitUntil(dropOthers().then(() => worker.clients.claim()));
});

/** A page that wants the new version, or that is alone and so leaves nobody behind, lets it take over at once. */
worker.addEventListener("message", (event) => {
  if (event.data === "take-over") event.waitUntil(worker.skipWaiting());
  if (event.data === "take-over-if-alone") event.waitUntil(takeOverIfAlone());
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname.startsWith(PAGE)) event.respondWith(answerPage(request));
  } else if (url.pathname.startsWith(`${PAGE}assets/`)) event.respondWith(answerFile(request));
});

/** The server's page, which is of the newest version; the kept one where the server cannot be reached. */
async function answerPage(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(PAGE, { cacheName: CACHE });
    if (kept) return kept;
    throw error;
  }
}

/** Built files carry a hash in their names: what is kept under a name is what the server would give. */
async function answerFile(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}

async function dropOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
}

async function takeOverIfAlone(): Promise<void> {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.length <= 1) await worker.skipWaiting();
}
