/** What the page has of the worker that keeps its files. */
type ShellWorker = {
  /** A newer version of the console is there, and pages of this one are open. */
  isNewer: boolean;
};

const WORKER = "/console/worker.js";
/** The worker loads what the first screen did not need: it may wait until that is there. */
const LATER_MS = 3_000;

let state: ShellWorker = { isNewer: false };
let waiting: ServiceWorker | undefined;
const listeners = new Set<() => void>();

export const readShellWorker = (): ShellWorker => state;

export function subscribeToShellWorker(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Lets the browser keep the console's own files, so that it opens without a network, once the first screen is there. */
export function keepShell(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const later = () => setTimeout(() => void register().catch(() => undefined), LATER_MS);
  if (document.readyState === "complete") later();
  else window.addEventListener("load", later, { once: true });
}

/** Goes on with the newer version. */
export function useNewerShell(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => window.location.reload(), { once: true });
  waiting?.postMessage("take-over");
}

/** A browser may refuse it (private windows, blocked storage): the console works without. */
async function register(): Promise<void> {
  const registration = await navigator.serviceWorker.register(workerAddress());
  // Left from before this page was loaded: it is of the newest version already.
  registration.waiting?.postMessage("take-over-if-alone");
  registration.addEventListener("updatefound", () => {
    const found = registration.installing;
    found?.addEventListener("statechange", () => {
      // Without a worker before it there is no older version to tell of.
      if (found.state === "installed" && navigator.serviceWorker.controller) announce(found);
    });
  });
}

function announce(found: ServiceWorker): void {
  waiting = found;
  state = { isNewer: true };
  for (const listener of listeners) listener();
}

type TrustedTypes = {
  createPolicy(name: string, rules: { createScriptURL: () => string }): { createScriptURL(url: string): string };
};

/** The address as the policy of the page wants it: the one name that it allows stands for this one address. */
function workerAddress(): string {
  // as: the types of the page do not know Trusted Types yet
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return WORKER;
  return trustedTypes.createPolicy("shell-worker", { createScriptURL: () => WORKER }).createScriptURL(WORKER);
}
