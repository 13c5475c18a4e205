import { attempt } from "@rapport/sdk-core";
import type { Client } from "./client.ts";
import type { CoreRapport, InitOptions, Plugin } from "./core-rapport.ts";
import { createClient } from "./create-client.ts";
import type { Report } from "./delivery.ts";
import type { Extras } from "./extras.ts";
import { watchPages } from "./watch-pages.ts";

/** What a call does once there is a client; `timeMs` is the time of the call. */
type Work = (client: Client, timeMs: number) => void;

/** What there is before `init` and beside the client. */
export type LifeCycle = {
  callTime: () => number;
  extras: Extras;
  hooks: Plugin[];
  started?: Client;
  /** There once `init` was called. */
  report?: Report;
  /** Calls kept until `init`, with the time they were made. */
  waiting: [Work, number][];
  /** How many may wait: a page that never calls `init` must not fill its memory. On a server none, so nothing ever happens. */
  room: number;
};

/** Carries a call out, or keeps it. Whatever goes wrong is reported, and never the host's exception. */
export const run = (life: LifeCycle, work: Work, timeMs = life.callTime()): void => {
  const { started, waiting } = life;
  if (started) perform(life, () => work(started, timeMs));
  else if (waiting.length < life.room) waiting.push([work, timeMs]);
};

const perform = (life: LifeCycle, work: () => void): void => {
  try {
    work();
  } catch (cause) {
    life.report?.("call_failed", cause, [], { cause });
  }
};

/** Adds an extension, and starts it as soon as there is a client. */
export const addPlugin = (life: LifeCycle, plugin: Plugin, rapport: CoreRapport): void => {
  run(life, (client) => {
    // What throws here, as it is no plugin at all, must not do so again with each message.
    if (plugin.message) life.hooks.push(plugin);
    plugin.start?.(rapport, client.settings);
  });
};

/** Sets the client up, once, and carries out what waited for it. */
export const startLife = (life: LifeCycle, options: InitOptions, rapport: CoreRapport): void => {
  if (life.report || !life.room) return;
  const report: Report = (code, reason, messageIds, more) =>
    attempt(() => options.onError?.({ code, message: String(reason), messageIds, ...more }));
  life.report = report;
  perform(life, () => {
    life.started = createClient({ ...life, report }, options);
    options.plugins?.forEach(rapport.use);
    for (const [work, timeMs] of life.waiting.splice(0)) run(life, work, timeMs);
    if (options.autoPage) watchPages(() => rapport.page());
  });
};
