import type { Decision } from "./consent.ts";
import type { InitOptions, Plugin } from "./core-rapport.ts";
import type { Delivery } from "./delivery.ts";
import type { Identity } from "./identity.ts";
import type { Scene } from "./page-context.ts";
import type { QueueKeeper } from "./queue-keeper.ts";
import type { Storage } from "./storage.ts";

/**
 * The state of a client that was set up. Plain data, and functions over it in a file for each part: functions of a module
 * share their short names after minification, closures inside closures do not (docs/adr/0031).
 */
export type Client = Storage &
  Decision &
  Identity &
  Delivery &
  QueueKeeper &
  Scene & {
    settings: InitOptions;
    hooks: Plugin[];
    /** How the visitor came, as of the start of the page. */
    touches?: unknown;
  };
