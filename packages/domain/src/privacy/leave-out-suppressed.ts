import type { Database } from "@rapport/store/database";
import type { Identity } from "@rapport/store/queries/identities";
import type { LedgerId } from "@rapport/store/queries/privacy-ledger";
import { findLedgerIds } from "@rapport/store/queries/privacy-ledger";
import type { Services } from "../context.ts";
import type { EnrichedEvent } from "../events/enriched-event.ts";
import { identitiesOf } from "../identity/resolve-identities.ts";
import { ensureLedgerKey, hashIdentity } from "./ledger-key.ts";

/** Events of one project, told apart by its ledger. */
export type ToldApart<E> = {
  kept: E[];
  leftOut: E[];
  /** By kind and value of an id whose person was erased, what makes the next person under it another one. */
  births: ReadonlyMap<string, string>;
};

/**
 * Leaves out events that speak of a suppressed id, and those that came before the person of one of their ids was erased: a
 * copy on another lane of the log, a dead letter that is tried again. Asked for projects that have a ledger only.
 */
export async function leaveOutSuppressed<E extends EnrichedEvent>(
  tx: Database,
  services: Pick<Services, "vault" | "randomBytes">,
  projectId: string,
  events: readonly E[],
): Promise<ToldApart<E>> {
  const key = await ensureLedgerKey(tx, services, projectId);
  const hashes = new Map(identitiesOf(events).map((identity) => [textOf(identity), hashIdentity(key, identity)]));
  const ledger = await findLedgerIds(tx, projectId, [...hashes.values()]);
  const known = (identity: Identity) => ledger.get(hashes.get(textOf(identity)) ?? "");
  const told: ToldApart<E> = { kept: [], leftOut: [], births: new Map() };
  if (ledger.size === 0) return { ...told, kept: [...events] };
  for (const event of events) {
    const isOut = identitiesOf([event]).some((identity) => isLeftOut(event, known(identity)));
    (isOut ? told.leftOut : told.kept).push(event);
  }
  const births = [...hashes].flatMap(([text, hash]): [string, string][] => {
    const erasedBy = ledger.get(hash)?.erasedBy;
    return erasedBy ? [[text, erasedBy]] : [];
  });
  return { ...told, births: new Map(births) };
}

function isLeftOut(event: EnrichedEvent, id: LedgerId | undefined): boolean {
  if (!id) return false;
  if (id.suppressedBy !== null) return true;
  return id.erasedAt !== null && bornAtMs(event) <= Date.parse(id.erasedAt);
}

/** When what an event tells was so: of our own events, made of what was stored, not when they were put on the log. */
function bornAtMs({ receivedAtMs, timestampMs, enrichment }: EnrichedEvent): number {
  return enrichment.flags?.origin === undefined ? receivedAtMs : Math.min(receivedAtMs, timestampMs);
}

const textOf = ({ kind, value }: Identity) => `${kind}\0${value}`;
