import { RapportError } from "@rapport/contracts/errors";
import type { LoggedEvent } from "@rapport/contracts/log";
import type { Context } from "@rapport/domain/context";
import { nameActor } from "@rapport/domain/name-actor";
import type { ApiServices } from "../services.ts";

/** Time that an event may take from the log to the store before the caller is told to look again. */
const FOLD_MS = 10_000;
const MAX_KEY_LENGTH = 255;

/**
 * Puts what a route does on the log and waits until it is folded.
 * @param late what the caller is told when the fold takes longer: it will be done, and where to look
 * @throws RapportError `unavailable`
 */
export async function foldEvent(services: ApiServices, ctx: Context, event: LoggedEvent, late: string): Promise<void> {
  const { projectId, actor } = ctx;
  const batch = { projectId, trusted: true, actor: nameActor(actor), ip: undefined, userAgent: undefined };
  const offset = await services.append({ ...batch, events: [event] });
  if (await services.waitFor(offset, FOLD_MS)) return;
  throw new RapportError("unavailable", late, { retryAfterSeconds: 5 });
}

/** The request's Idempotency-Key. @throws RapportError `invalid_parameter` when it is empty or too long */
export function readRequestKey(header: string | undefined): string | undefined {
  if (header === undefined || (header !== "" && header.length <= MAX_KEY_LENGTH)) return header;
  const message = `must have 1 to ${MAX_KEY_LENGTH} characters`;
  throw new RapportError("invalid_parameter", `Idempotency-Key ${message}`, {
    fields: [{ pointer: "/Idempotency-Key", message }],
  });
}
