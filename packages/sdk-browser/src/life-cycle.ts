import { attempt } from "./attempt.ts";
import type { CoreRapport, InitOptions, MessageHook, Plugin } from "./core-rapport.ts";
import type { Client } from "./create-client.ts";
import { createClient } from "./create-client.ts";
import { watchPages } from "./watch-pages.ts";

/** What a call does once there is a client; `timeMs` is the time of the call. */
type Work = (client: Client, timeMs: number) => void;

/** Calls kept before `init`; a page that never calls it must not fill its memory. */
const MAX_WAITING = 1_000;

/** What happens before, at and after `init`. On a server everything is a no-op. */
export function createLifeCycle(now: () => number, getRapport: () => CoreRapport) {
  const hooks: MessageHook[] = [];
  let client: Client | undefined;
  let settings: InitOptions | undefined;
  let waiting: [Work, number][] = [];
  let setReady = () => {};
  const ready = new Promise<void>((resolve) => {
    setReady = resolve;
  });
  const inBrowser = typeof window === "object";
  if (!inBrowser) setReady();
  const perform = (work: () => void) => {
    try {
      work();
    } catch (cause) {
      attempt(() => settings?.onError?.({ code: "call_failed", message: String(cause), messageIds: [], cause }));
    }
  };
  const run = (work: Work, timeMs = now()) => {
    const target = client;
    if (target) perform(() => work(target, timeMs));
    else if (inBrowser && waiting.length < MAX_WAITING) waiting.push([work, timeMs]);
  };
  const use = (plugin: Plugin) =>
    run(() => {
      if (plugin.message) hooks.push((message) => plugin.message?.(message) ?? null);
      if (settings) plugin.start?.(getRapport(), settings);
    });
  const init = (options: InitOptions) => {
    if (settings || !inBrowser) return;
    settings = options;
    perform(() => {
      client = createClient(options, hooks);
      options.plugins?.forEach(use);
      for (const [work, timeMs] of waiting) run(work, timeMs);
      if (options.autoPage) watchPages(() => getRapport().page());
    });
    waiting = [];
    setReady();
  };
  return { init, run, use, ready, getClient: () => client };
}
