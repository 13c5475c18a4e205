import type { EventEmitter } from "node:events";
import type { Logger } from "@rapport/domain/logger";
import { tellError } from "@rapport/domain/logger";
import { isStoreAway } from "@rapport/domain/store-away";

/** Where version 3.4 of the client writes to a connection that was closed in the same turn of the event loop. */
const DEAD_WRITE = /^TypeError: .*reading 'write'.*\n\s+at Immediate\.nextWrite /;

/**
 * Keeps the process when a connection to the store ends in a moment that nobody waits for: the client looks up types by
 * itself as a connection begins, or writes to one that has just ended, and Node ends a process whose promise fails unheard. Every other failure still ends it.
 * Whoever needs the store learns of its loss from a statement of their own.
 */
export function surviveStoreLoss(events: EventEmitter, log: Logger): void {
  events.on("unhandledRejection", (reason: unknown) => {
    if (!isStoreAway(reason)) throw reason;
    log.warn("A connection to the store was lost", { error: tellError(reason) });
  });
  events.on("uncaughtException", (error: Error) => {
    if (!DEAD_WRITE.test(error.stack ?? "")) throw error;
    log.warn("A connection to the store was lost", { error: error.message });
  });
}
