import type { CoreRapport } from "./create-core.ts";
import { createCore } from "./create-core.ts";

export type { ClientError, ClientErrorCode, MessageOptions } from "@rapport/sdk-core";
export type { ConsentChoice, ConsentState } from "./consent.ts";
export type { CoreRapport } from "./create-core.ts";
export type { InitOptions, MessageHook, Plugin } from "./options.ts";
export type { Persistence } from "./storage.ts";

/** A client that records and nothing else. Calls are kept, with the time they were made, until `init`. */
export function createRapport<Events extends object = Record<string, Record<string, unknown>>>(
  now?: () => number,
): CoreRapport<Events> {
  return createCore<Events>(now);
}
