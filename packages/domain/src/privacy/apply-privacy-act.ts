import type { Database } from "@rapport/store/database";
import type { Identity } from "@rapport/store/queries/identities";
import { lockIdentities, lockIdentitiesOf } from "@rapport/store/queries/identities";
import { takeProfiles } from "@rapport/store/queries/personal-rows";
import { addLedgerIds, findLedgerIds, liftLedgerIds } from "@rapport/store/queries/privacy-ledger";
import type { NewPrivacyRequest } from "@rapport/store/queries/privacy-requests";
import { getPrivacyRequestRow, insertPrivacyRequest } from "@rapport/store/queries/privacy-requests";
import type { Services } from "../context.ts";
import type { EnrichedEvent } from "../events/enriched-event.ts";
import { deriveProfileId } from "../identity/derive-profile-id.ts";
import { tellPeople } from "../realtime/people-news.ts";
import { ensureLedgerKey, hashIdentity } from "./ledger-key.ts";
import { namesOfPerson } from "./names-of-person.ts";
import type { Subject } from "./sealed-subject.ts";
import { openSubject, sealSubject } from "./sealed-subject.ts";

type Deployment = Pick<Services, "vault" | "randomBytes" | "now" | "recommenders">;

/**
 * Folds an act on a person's data, at its place among the events. An erased person is found by nobody from the commit on; what
 * else is kept of them is deleted right after it, see `finishErasures`. The same act twice is one.
 * @returns the profiles that were taken out
 */
export async function applyPrivacyAct(tx: Database, services: Deployment, event: EnrichedEvent): Promise<string[]> {
  const { projectId, privacy, receivedAtMs } = event;
  if (!privacy || (await getPrivacyRequestRow(tx, { projectId, id: privacy.id }))) return [];
  const { id, act, suppress, requestedBy } = privacy;
  const named = identityOf(event);
  const key = await ensureLedgerKey(tx, services, projectId);
  const subject = hashIdentity(key, named);
  const row = { projectId, id, act, subject, requestedBy, requestedAt: new Date(receivedAtMs) };
  const done = { state: "done", finishedAt: new Date(services.now()), sealed: null } as const;
  if (act === "lift") {
    const ids = await liftLedgerIds(tx, projectId, subject);
    await insertPrivacyRequest(tx, { ...row, ...done, ids: Math.max(1, ids), suppressed: false });
    return [];
  }
  const person = await findPerson(tx, projectId, [named]);
  // What is decided for a stranger goes by the profile that their first event would make: that of an erased person must be told, too.
  const derived = person.identities.map((one) => ({ kind: "profile", value: deriveProfileId(projectId, one) }));
  const hashes = [...person.identities, ...derived].map((one) => hashIdentity(key, one));
  const begun = act === "erase" ? await findUnfinished(tx, services, projectId, subject) : undefined;
  const erased = act === "erase" ? { erasedBy: id, erasedAt: new Date(receivedAtMs).toISOString() } : NEVER;
  await addLedgerIds(
    tx,
    projectId,
    hashes.map((hash) => ({ hash, suppressedBy: suppress ? id : null, ...erased })),
  );
  const written = { ...row, ids: person.identities.length, suppressed: suppress };
  if (act === "suppress") {
    await insertPrivacyRequest(tx, { ...written, ...done });
    return [];
  }
  return takePerson(tx, services, written, person, begun);
}

/** What an earlier erasure under the same id has not deleted yet: a repeat that is done before it must have deleted that, too. */
async function findUnfinished(
  tx: Database,
  services: Pick<Services, "vault">,
  projectId: string,
  hash: string,
): Promise<Subject | undefined> {
  const id = (await findLedgerIds(tx, projectId, [hash])).get(hash)?.erasedBy;
  const earlier = id ? await getPrivacyRequestRow(tx, { projectId, id }) : undefined;
  if (earlier?.state !== "running" || earlier.sealed === null) return undefined;
  return openSubject(services, { ...earlier, sealed: earlier.sealed });
}

/** What is written down of a request that erases somebody. */
export type ErasureRow = Pick<
  NewPrivacyRequest,
  "projectId" | "id" | "act" | "subject" | "ids" | "suppressed" | "requestedBy" | "requestedAt"
>;

/**
 * Takes out whoever these ids of a restored store lead to, and asks for the rest to be deleted, as the request did before that
 * store was copied.
 */
export async function eraseAgain(
  tx: Database,
  services: Pick<Services, "vault" | "recommenders">,
  row: ErasureRow,
  identities: readonly Identity[],
): Promise<void> {
  await takePerson(tx, services, row, await findPerson(tx, row.projectId, identities));
}

const NEVER = { erasedBy: null, erasedAt: null };

function identityOf({ userId, anonymousId }: EnrichedEvent): Identity {
  return userId === undefined ? { kind: "anonymous", value: anonymousId ?? "" } : { kind: "user", value: userId };
}

type Person = { rootIds: string[]; identities: Identity[] };

/** Every id that leads where these do; these first, whether they lead anywhere or not. */
async function findPerson(tx: Database, projectId: string, named: readonly Identity[]): Promise<Person> {
  const rootIds = new Set((await lockIdentities(tx, projectId, named)).map(({ profileId }) => profileId));
  const identities = new Map(named.map((identity) => [`${identity.kind}\0${identity.value}`, identity]));
  for (const rootId of rootIds) {
    const all = await lockIdentitiesOf(tx, projectId, rootId);
    for (const identity of all) identities.set(`${identity.kind}\0${identity.value}`, identity);
  }
  return { rootIds: [...rootIds], identities: [...identities.values()] };
}

async function takePerson(
  tx: Database,
  services: Pick<Services, "vault" | "recommenders">,
  row: ErasureRow,
  { rootIds, identities }: Person,
  begun?: Subject,
): Promise<string[]> {
  const profileIds = new Set([...rootIds, ...(begun?.profileIds ?? [])]);
  const words = [...(begun?.words ?? [])];
  for (const rootId of rootIds) {
    for (const { id, traits } of await takeProfiles(tx, row.projectId, rootId)) {
      profileIds.add(id);
      words.push(...namesOfPerson(traits));
    }
  }
  const all = [...identities, ...(begun?.identities ?? [])];
  const sealed = sealSubject(services, row, { profileIds: [...profileIds], identities: all, words });
  await insertPrivacyRequest(tx, { ...row, state: "running", finishedAt: null, sealed });
  await tellPeople(tx, services, row.projectId, profileIds);
  return [...profileIds];
}
