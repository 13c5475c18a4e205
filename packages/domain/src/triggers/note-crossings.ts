import { formatUuid, uuidv7Bytes } from "@rapport/contracts/ids";
import type { Database } from "@rapport/store/database";
import type { ScoreRow } from "@rapport/store/queries/profile-scores";
import type { NewChangeRow } from "@rapport/store/queries/segment-changes";
import { insertScoreCrossings, insertSegmentCrossings } from "@rapport/store/queries/trigger-crossings";
import type { Services } from "../context.ts";
import { triggersFire } from "./triggers-fire.ts";

/** In the transaction that moves people: writes what triggers see of it, and asks for the job that tells. */
export async function noteSegmentCrossings(
  tx: Database,
  services: Services,
  projectId: string,
  changes: readonly NewChangeRow[],
): Promise<void> {
  const rows = changes.map(({ segmentId, entered, profileId, at, messageId }) => {
    return { watches: segmentWatch(segmentId, entered ? "entered" : "exited"), profileId, at, messageId };
  });
  if ((await insertSegmentCrossings(tx, projectId, rows)) > 0) await askToFire(tx, services, projectId);
}

/** In the transaction that keeps scores, before they are written. */
export async function noteScoreCrossings(
  tx: Database,
  services: Services,
  projectId: string,
  scores: readonly ScoreRow[],
): Promise<void> {
  const nowMs = services.now();
  const rows = scores
    .filter(({ name }) => name.startsWith("intent:"))
    .map(({ name, profileId, value }) => {
      return { watches: name, profileId, value, messageId: formatUuid(uuidv7Bytes(nowMs, services.randomBytes(10))) };
    });
  const crossed = await insertScoreCrossings(tx, { projectId, atIso: new Date(nowMs).toISOString(), rows });
  if (crossed > 0) await askToFire(tx, services, projectId);
}

/** What a trigger is looked up by when somebody enters or leaves a segment. */
export function segmentWatch(segmentId: string, on: "entered" | "exited"): string {
  return `segment ${segmentId} ${on}`;
}

/** A process that runs no jobs cannot ask for one here: the job's own schedule finds what it left. */
async function askToFire(tx: Database, { jobs }: Services, projectId: string): Promise<void> {
  if (jobs.definitionOf(triggersFire.name)) await jobs.enqueue(triggersFire, { projectId, input: {}, tx });
}
