import { forgetVectorMarks, vacuumTables } from "@rapport/store/queries/personal-rows";
import type { ClaimedRequest } from "@rapport/store/queries/privacy-requests";
import {
  claimPrivacyRequests,
  finishPrivacyRequests,
  forgetSubjects,
  listSealedRequests,
  releasePrivacyRequests,
  renewPrivacyRequests,
} from "@rapport/store/queries/privacy-requests";
import type { Services } from "../context.ts";
import { erasePeople } from "./erase-people.ts";
import { PERSONAL_TABLES } from "./personal-tables.ts";
import { openSubject } from "./sealed-subject.ts";

/** People of one pass over the tables. */
const BATCH = 250;
/** How long a pass is left to its server after that was last heard of. */
const CLAIM_MS = 30_000;
/** How often a server that is at it says so. */
const RENEW_MS = CLAIM_MS / 3;
/** When to look once more: by then whoever read of a person before the erasure has written what it made of it. */
const SWEEP_MS = 15 * 60_000;

/** Deletes what is left of people who were erased by the fold, until nobody waits for it. @returns how many people */
export async function finishErasures(services: Services): Promise<number> {
  let finished = 0;
  for (;;) {
    const claimed = await carryOut(services, "new", async (projectId, requests) => {
      const erasures = requests.map((request) => ({ id: request.id, ...openSubject(services, request) }));
      const counts = await erasePeople(services, projectId, erasures);
      const now = new Date(services.now());
      const rows = erasures.map(({ id }) => ({ id, counts: counts.get(id) ?? {} }));
      const sweepAt = new Date(now.getTime() + SWEEP_MS);
      await finishPrivacyRequests(services.store.db, projectId, rows, { now, sweepAt });
    });
    finished += claimed;
    if (claimed < BATCH) return finished;
  }
}

/**
 * Looks once more for what was written late of people who were erased a while ago, and then forgets whom the requests were
 * about. A profile's id is never given out again, so nothing of a later person is met. @returns how many people
 */
export async function sweepErasures(services: Services): Promise<number> {
  const { store } = services;
  const swept = await carryOut(services, "again", async (projectId, requests) => {
    const late = requests.map((request) => {
      const { profileIds, ...names } = openSubject(services, request);
      // A person who was not suppressed may be back under these ids: only what is tied to the old profiles is looked for.
      return { id: request.id, profileIds, ...(request.suppressed ? names : { identities: [], words: [] }) };
    });
    await erasePeople(services, projectId, late);
    const profileIds = late.flatMap((erasure) => erasure.profileIds);
    await forgetVectorMarks(store.db, projectId, profileIds);
    const ids = requests.map(({ id }) => id);
    await forgetSubjects(store.db, projectId, ids);
  });
  const personal = Object.keys(PERSONAL_TABLES).filter((table) => !("kept" in (PERSONAL_TABLES[table] ?? {})));
  if (swept > 0 && store.engine === "pglite") await vacuumTables(store.db, personal);
  return swept;
}

/**
 * Takes erased people out of the memory of this process, whichever server erased them. `known` holds the requests that were
 * heard of, so that each is taken once.
 */
export async function forgetErased(services: Services, known: Set<string>): Promise<void> {
  const requests = await listSealedRequests(services.store.db);
  const open = new Set(requests.map(({ id }) => id));
  for (const id of known) if (!open.has(id)) known.delete(id);
  for (const request of requests) {
    if (known.has(request.id)) continue;
    known.add(request.id);
    services.recommenders.forgetPeople(request.projectId, openSubject(services, request).profileIds);
  }
}

type Work = (projectId: string, requests: readonly ClaimedRequest[]) => Promise<void>;

/** Takes a batch of requests, project by project; gives them back where one of them fails. @returns how many */
async function carryOut(services: Services, kind: "new" | "again", work: Work): Promise<number> {
  const { db } = services.store;
  const until = () => new Date(services.now() + CLAIM_MS);
  const now = new Date(services.now());
  const claimed = await claimPrivacyRequests(db, { kind, now, until: until(), limit: BATCH });
  const ids = claimed.map(({ id }) => id);
  // A renewal that fails is no harm: a pass that two servers make is made once.
  const renewal = setInterval(() => void renewPrivacyRequests(db, ids, until()).catch(() => {}), RENEW_MS);
  try {
    for (const [projectId, requests] of Map.groupBy(claimed, (request) => request.projectId)) {
      await work(projectId, requests);
    }
  } catch (error) {
    await releasePrivacyRequests(db, ids);
    throw error;
  } finally {
    clearInterval(renewal);
  }
  return claimed.length;
}
