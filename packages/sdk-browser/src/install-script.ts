import { attempt } from "@rapport/sdk-core";
import { createRapport } from "./create-rapport.ts";

/**
 * Turns the script tag into `window.rapport` (and `window.marketingSDK`, the same client). With `data-write-key` the
 * client starts by itself, at the script's own origin unless `data-host` says otherwise; `data-parts` names extensions to load from beside the
 * script. Calls that the page queued in
 * an array of that name are replayed with the times they were made, after those that the page before kept; `push` keeps
 * working afterwards.
 */
export function installScript(): void {
  const queued: unknown = Reflect.get(window, "rapport") ?? [];
  if (!Array.isArray(queued)) return; // the tag stands in the page twice
  let callTimeMs: number | undefined;
  const rapport = createRapport(() => callTimeMs ?? Date.now());
  const push = (call: unknown) => {
    if (typeof call === "function") attempt(() => call(rapport));
    if (!Array.isArray(call)) return;
    const [name, ...inputs] = call;
    callTimeMs = Reflect.get(call, "t");
    attempt(() => Reflect.get(rapport, name)(...inputs)); // of a name that is no method, nothing comes
    callTimeMs = undefined;
  };
  Object.assign(rapport, { push, createRapport });
  Object.assign(window, { rapport, marketingSDK: rapport });
  startFromTag(rapport.init);
  attempt(() => takeKeptCalls().forEach(push));
  queued.splice(0).forEach(push);
  Object.assign(queued, { push }); // for whoever kept the page's array, or the snippet's stand-in
}

/**
 * Calls that the page before kept when it was left before its client had loaded (`KEEP_SNIPPET`), with that page as their context.
 * Every method that records takes its options third.
 */
function takeKeptCalls(): unknown[] {
  const kept = sessionStorage.rapport_calls;
  if (!kept) return [];
  delete sessionStorage.rapport_calls;
  const [page, calls] = JSON.parse(kept);
  return calls.map(([t, name, subject, facts, options]: unknown[]) =>
    Object.assign(
      [
        name,
        subject,
        name === "page" ? { ...page, ...Object(facts) } : facts,
        { ...Object(options), context: { page, ...Object(Object(options).context) } },
      ],
      { t },
    ),
  );
}

function startFromTag(init: ReturnType<typeof createRapport>["init"]): void {
  const tag = document.currentScript ?? document.querySelector("script[data-write-key]");
  if (!(tag instanceof HTMLScriptElement)) return;
  const { writeKey, host, autoPage, parts = "" } = tag.dataset;
  // A dynamic import carries the nonce of this script and needs no Trusted Types policy, as a new script tag would.
  for (const part of parts.match(/[\w-]+/g) ?? [])
    import(tag.src.replace(/(\.js|)(\?.*)?$/, `.${part}$1$2`)).catch(() => {});
  if (!writeKey) return;
  init({ writeKey, host: host ?? new URL(tag.src, location.href).origin, autoPage: autoPage !== undefined });
}
