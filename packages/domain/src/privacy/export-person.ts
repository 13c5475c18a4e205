import type { PersonName } from "@rapport/contracts/privacy";
import { listAliasIds } from "@rapport/store/queries/export-rows";
import type { Identity } from "@rapport/store/queries/identities";
import { listIdentities } from "@rapport/store/queries/identities";
import type { ProfileRow } from "@rapport/store/queries/profiles";
import type { Context } from "../context.ts";
import { formatProfileId } from "../profiles/profile-id.ts";
import { EXPORT_PURPOSES } from "./export-purposes.ts";
import { ensureLedgerKey, hashIdentity } from "./ledger-key.ts";
import { namesOfPerson } from "./names-of-person.ts";
import { readNamingRecords } from "./read-naming-records.ts";
import { readOwnRecords } from "./read-own-records.ts";
import { Recipients } from "./recipients.ts";
import { requireNamedPerson } from "./require-named-person.ts";
import type { ExportRecord } from "./to-record.ts";

/** Ids that a person is looked for by where rows name people in their texts; a shared device may have tens of thousands. */
const MAX_NAMES = 1_000;

/**
 * Whose data is handed out, and the hash that the ledger and the audit log know them by; null where this server's secret is its own
 * alone, and no other server could tell the hash.
 */
export type ExportSubject = { person: ProfileRow; subject: string | null };

/** @throws RapportError not_found */
export async function findExportSubject(ctx: Context, name: PersonName): Promise<ExportSubject> {
  const { store, projectId, vault } = ctx;
  const person = await requireNamedPerson(ctx, name);
  if (vault.isPrivate) return { person, subject: null };
  const [known] = await listIdentities(store.db, projectId, [person.id], 1);
  const key = await ensureLedgerKey(store.db, ctx, projectId);
  return { person, subject: hashIdentity(key, toIdentity(name) ?? known ?? anonymous(person.id)) };
}

/**
 * Everything that is kept about a person, a page of it in memory at a time. Where rows name several people, only that they name
 * this one is said: what they say of the others is not theirs to have.
 */
export async function* exportPerson(ctx: Context, { person }: ExportSubject): AsyncGenerator<ExportRecord> {
  const { store, projectId } = ctx;
  const about = {
    profileId: formatProfileId(person.id),
    exportedAt: new Date(ctx.now()).toISOString(),
    purposes: EXPORT_PURPOSES,
  };
  const recipients = new Recipients();
  yield { section: "about", record: about };
  yield* readOwnRecords(ctx, person, recipients);
  const identities = await listIdentities(store.db, projectId, [person.id], MAX_NAMES);
  const profileIds = await listAliasIds(store.db, projectId, person.id);
  yield* readNamingRecords(ctx, { profileIds, identities, words: namesOfPerson(person.traits) }, recipients);
  for (const record of recipients.list()) yield { section: "recipients", record };
}

function toIdentity({ userId, anonymousId }: PersonName): Identity | undefined {
  if (userId !== undefined) return { kind: "user", value: userId };
  return anonymousId === undefined ? undefined : anonymous(anonymousId);
}

const anonymous = (value: string): Identity => ({ kind: "anonymous", value });
