import { appendAuditEntry } from "@rapport/domain/audit/append-audit-entry";
import type { Context as DomainContext } from "@rapport/domain/context";
import { tellError } from "@rapport/domain/logger";
import type { Context } from "hono";
import type { Caller } from "./caller.ts";

/** Reads the thing that a request's path names, as its GET route answers it. */
type Read = (c: Context, caller: Caller) => Promise<unknown>;

/**
 * Writes every change made through the product API to the audit log, with what was there before and after where the same
 * path can be read.
 */
export class AuditTrail {
  readonly #reads = new Map<string, Read>();

  /** The way to read what a path names. */
  addRead(path: string, read: Read): void {
    this.#reads.set(path, read);
  }

  /** What stands at a path; undefined when nothing does, or when it cannot be read. */
  async look(path: string, c: Context, caller: Caller): Promise<unknown> {
    try {
      return await this.#reads.get(path)?.(c, caller);
    } catch {
      // A thing that is not there yet, or no longer, is no failure here; neither may a look keep anybody from changing it.
      return undefined;
    }
  }

  /** Adds a change that was made. The change stands whether or not this succeeds, so a failure is told to operators. */
  async add(
    ctx: DomainContext,
    change: { action: string; target: string; requestId: string; before: unknown; after: unknown },
  ): Promise<void> {
    try {
      await appendAuditEntry(ctx, change);
    } catch (error) {
      const { action, target, requestId } = change;
      ctx.log.error("A change is missing from the audit log", { action, target, requestId, error: tellError(error) });
    }
  }
}
