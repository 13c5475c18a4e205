import { attempt } from "./attempt.ts";
import { BrowserClient } from "./browser-client.ts";
import type { InitOptions } from "./options.ts";
import { describePage } from "./page-context.ts";
import { watchPages } from "./watch-pages.ts";

/** What a call does once there is a client; `timeMs` is the time of the call. */
export type Work = (client: BrowserClient, timeMs: number) => void;

/** Calls kept before `init`; a page that never calls it must not fill its memory. */
const MAX_WAITING = 1_000;

/** What happens before, at and after `init`. On a server everything is a no-op. */
export function createLifeCycle(now: () => number) {
  let client: BrowserClient | undefined;
  let waiting: [Work, number][] = [];
  let setReady = () => {};
  const ready = new Promise<void>((resolve) => {
    setReady = resolve;
  });
  const inBrowser = typeof window !== "undefined";
  if (!inBrowser) setReady();
  const run = (work: Work) => {
    if (client) perform(work, client, now());
    else if (inBrowser && waiting.length < MAX_WAITING) waiting.push([work, now()]);
  };
  const init = (options: InitOptions) => {
    if (client || !inBrowser) return;
    try {
      client = new BrowserClient(options);
      for (const [work, timeMs] of waiting) perform(work, client, timeMs);
      if (options.autoPage) {
        watchPages(() =>
          run((target, timeMs) => target.record({ type: "page", properties: describePage() }, {}, timeMs)),
        );
      }
    } catch (cause) {
      attempt(() => options.onError?.({ code: "call_failed", message: String(cause), messageIds: [], cause }));
    }
    waiting = [];
    setReady();
  };
  return { init, run, ready, getClient: () => client };
}

function perform(work: Work, client: BrowserClient, timeMs: number): void {
  try {
    work(client, timeMs);
  } catch (cause) {
    client.delivery.report("call_failed", String(cause), [], { cause });
  }
}
