import type { CrmField, CrmName } from "@rapport/contracts/lead-crm";
import type { PlatformAnswer } from "./ad-platform.ts";

/** A person as a CRM knows them. */
export type CrmContact = {
  /** The CRM's id. */
  id: string;
  /** In lower case. */
  email: string;
  /** What stands there under the names of our traits; empty fields are absent. */
  fields: Partial<Record<CrmField, string>>;
  /** Values of the fields that `own` asked for, by the CRM's names. */
  own: Record<string, string>;
  /** The person does not want to be written to. */
  optedOut: boolean;
};

/** What shall stand in a CRM of one person. */
export type CrmWrite = {
  /** In lower case; by it the person is found. */
  email: string;
  /** The contact to change; undefined makes one. */
  id: string | undefined;
  fields: Partial<Record<CrmField, string>>;
  /** Fields of the CRM's own making, by their names there. */
  own: Record<string, string | number>;
};

/** What came of one write: each is answered on its own, so that one bad address spoils no other. */
export type CrmOutcome = { email: string; id: string } | { email: string; refused: string };

/** Contacts of a page; `next` is absent at the end. */
export type CrmPage = { contacts: CrmContact[]; next: string | undefined };

/**
 * One account of a CRM.
 *
 * Contract that every engine keeps (checked by the conformance suite):
 * - `list` gives everybody who has an address once, in pages that survive changes in between.
 * - `find` answers the contacts of these addresses, whatever their case; of several with one address the oldest.
 * - `write` makes or changes contacts and leaves all other fields of theirs alone. Each gets its own outcome, in order.
 * - Nothing is made twice: a contact that is there already is refused as such, never doubled, where the CRM can say so; else
 *   the caller reads back by address before it repeats a write whose outcome is unknown.
 * - Failures are values of `PlatformFailure`: `retry-after` says that this request changed nothing, `outcome-unknown` that it
 *   may have. No token and no address appears in one.
 */
export interface Crm {
  readonly name: CrmName;
  /** People of one `find` and of one `write`, at most. */
  readonly batch: number;
  list(page: { cursor: string | undefined; limit: number }): Promise<PlatformAnswer<CrmPage>>;
  find(emails: readonly string[], own: readonly string[]): Promise<PlatformAnswer<CrmContact[]>>;
  write(writes: readonly CrmWrite[]): Promise<PlatformAnswer<CrmOutcome[]>>;
  /** Where a person sees a contact. */
  urlOf(contactId: string): string;
}

/** The CRMs of all projects: those that are connected. */
export interface Crms {
  open(projectId: string, name: CrmName): Promise<Crm | undefined>;
}
