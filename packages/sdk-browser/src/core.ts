import type { CoreRapport } from "./core-rapport.ts";
import { createCore } from "./create-core.ts";

export type { ClientError, ClientErrorCode, MessageOptions } from "@rapport/sdk-core";
export type { ConsentChoice } from "./consent.ts";
export type { ConsentState } from "./consent-state.ts";
export type { CoreRapport, InitOptions, MessageHook, Plugin } from "./core-rapport.ts";
export type { Persistence } from "./storage.ts";

/** A client that records and nothing else. Calls are kept, with the time they were made, until `init`. */
export const createRapport: <Events extends object = Record<string, Record<string, unknown>>>(
  now?: () => number,
) => CoreRapport<Events> = createCore;
