import type { PersonLookup, PersonName } from "@rapport/contracts/privacy";
import type { Identity } from "@rapport/store/queries/identities";
import { listIdentities } from "@rapport/store/queries/identities";
import { findLedgerIds } from "@rapport/store/queries/privacy-ledger";
import { listPrivacyRequestRowsAbout } from "@rapport/store/queries/privacy-requests";
import { getProfileRow, getProfileRowByIdentity } from "@rapport/store/queries/profiles";
import type { Context } from "../context.ts";
import { parseProfileId } from "../profiles/profile-id.ts";
import { summarizeProfiles } from "../profiles/summarize-profiles.ts";
import { findLedgerKey, hashIdentity } from "./ledger-key.ts";
import { toPrivacyRequest } from "./read-privacy-requests.ts";

const MAX_IDS = 100;
const MAX_REQUESTS = 20;

/** Whom an id leads to, and what the ledger has about it and the ids beside it. Who is not there is an answer, not an error. */
export async function lookUpPerson(ctx: Context, name: PersonName): Promise<PersonLookup> {
  const { store, projectId } = ctx;
  const named = identityOf(name);
  const uuid = parseProfileId(name.profileId ?? "");
  const row = named
    ? await getProfileRowByIdentity(store.db, projectId, named)
    : uuid && (await getProfileRow(store.db, projectId, uuid));
  const found = row ? await listIdentities(store.db, projectId, [row.id], MAX_IDS) : [];
  const beside = found.filter(({ kind, value }) => kind !== named?.kind || value !== named.value);
  const ids = [...(named ? [named] : []), ...beside.map(({ kind, value }) => ({ kind, value }))];
  const [profile = null] = row ? await summarizeProfiles(ctx, [row.id]) : [];
  return { profile, ids, ...(await readLedger(ctx, ids)) };
}

async function readLedger(ctx: Context, ids: readonly Identity[]): Promise<Omit<PersonLookup, "profile" | "ids">> {
  const { store, projectId } = ctx;
  const key = await findLedgerKey(store.db, ctx, projectId);
  if (!key) return { suppressed: false, requests: [] };
  const hashes = ids.map((identity) => hashIdentity(key, identity));
  const ledger = await findLedgerIds(store.db, projectId, hashes);
  const rows = await listPrivacyRequestRowsAbout(store.db, { projectId, subjects: hashes, limit: MAX_REQUESTS });
  const suppressed = [...ledger.values()].some(({ suppressedBy }) => suppressedBy !== null);
  return { suppressed, requests: rows.map(toPrivacyRequest) };
}

function identityOf({ userId, anonymousId }: PersonName): Identity | undefined {
  if (userId !== undefined) return { kind: "user", value: userId };
  return anonymousId === undefined ? undefined : { kind: "anonymous", value: anonymousId };
}
