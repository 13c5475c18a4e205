import type { Database } from "@rapport/store/database";
import type { Identity } from "@rapport/store/queries/identities";
import { lockIdentities, lockIdentitiesOf } from "@rapport/store/queries/identities";
import { takeProfiles } from "@rapport/store/queries/personal-rows";
import { addLedgerIds, liftLedgerIds } from "@rapport/store/queries/privacy-ledger";
import { getPrivacyRequestRow, insertPrivacyRequest } from "@rapport/store/queries/privacy-requests";
import type { Services } from "../context.ts";
import type { EnrichedEvent } from "../events/enriched-event.ts";
import { ensureLedgerKey, hashIdentity } from "./ledger-key.ts";
import { namesOfPerson } from "./names-of-person.ts";
import type { Subject } from "./sealed-subject.ts";
import { sealSubject } from "./sealed-subject.ts";

type Deployment = Pick<Services, "vault" | "randomBytes" | "now">;

/**
 * Folds an act on a person's data, at its place among the events. An erased person is found by nobody from the commit on; what
 * else is kept of them is deleted right after it, see `finishErasures`. The same act twice is one.
 */
export async function applyPrivacyAct(tx: Database, services: Deployment, event: EnrichedEvent): Promise<void> {
  const { projectId, privacy, receivedAtMs } = event;
  if (!privacy || (await getPrivacyRequestRow(tx, { projectId, id: privacy.id }))) return;
  const { id, act, suppress, requestedBy } = privacy;
  const named = identityOf(event);
  const key = await ensureLedgerKey(tx, services, projectId);
  const subject = hashIdentity(key, named);
  const row = { projectId, id, act, subject, requestedBy, requestedAt: new Date(receivedAtMs) };
  const done = { state: "done", finishedAt: new Date(services.now()), sealed: null } as const;
  if (act === "lift") {
    const ids = await liftLedgerIds(tx, projectId, subject);
    await insertPrivacyRequest(tx, { ...row, ...done, ids: Math.max(1, ids), suppressed: false });
    return;
  }
  const person = await findPerson(tx, projectId, named);
  const hashes = person.identities.map((identity) => hashIdentity(key, identity));
  const erased = act === "erase" ? { erasedBy: id, erasedAt: new Date(receivedAtMs).toISOString() } : NEVER;
  await addLedgerIds(
    tx,
    projectId,
    hashes.map((hash) => ({ hash, suppressedBy: suppress ? id : null, ...erased })),
  );
  const written = { ...row, ids: hashes.length, suppressed: suppress };
  if (act === "suppress") {
    await insertPrivacyRequest(tx, { ...written, ...done });
    return;
  }
  const taken = await takePerson(tx, projectId, person);
  const sealed = sealSubject(services, { projectId, id }, taken);
  await insertPrivacyRequest(tx, { ...written, state: "running", finishedAt: null, sealed });
}

const NEVER = { erasedBy: null, erasedAt: null };

function identityOf({ userId, anonymousId }: EnrichedEvent): Identity {
  return userId === undefined ? { kind: "anonymous", value: anonymousId ?? "" } : { kind: "user", value: userId };
}

type Person = { rootId: string | undefined; identities: Identity[] };

/** Every id that leads to the person, the named one first whether it leads anywhere or not. */
async function findPerson(tx: Database, projectId: string, named: Identity): Promise<Person> {
  const [known] = await lockIdentities(tx, projectId, [named]);
  if (!known) return { rootId: undefined, identities: [named] };
  const all = await lockIdentitiesOf(tx, projectId, known.profileId);
  const others = all.filter(({ kind, value }) => kind !== named.kind || value !== named.value);
  return { rootId: known.profileId, identities: [named, ...others] };
}

async function takePerson(tx: Database, projectId: string, { rootId, identities }: Person): Promise<Subject> {
  const taken = rootId === undefined ? [] : await takeProfiles(tx, projectId, rootId);
  const profileIds = new Set([...(rootId === undefined ? [] : [rootId]), ...taken.map(({ id }) => id)]);
  return { profileIds: [...profileIds], identities, words: taken.flatMap(({ traits }) => namesOfPerson(traits)) };
}
