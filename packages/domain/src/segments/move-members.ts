import { formatUuid, uuidv7Bytes } from "@rapport/contracts/ids";
import type { Database } from "@rapport/store/database";
import { insertSegmentChanges } from "@rapport/store/queries/segment-changes";
import { addSegmentSizes, deleteMembers, insertMembers } from "@rapport/store/queries/segment-members";
import { together } from "@rapport/store/together";
import type { Services } from "../context.ts";
import { noteSegmentCrossings } from "../triggers/note-crossings.ts";
import type { CompiledSegment } from "./compiled-segment.ts";

const HOUR_MS = 3_600_000;

/** Where a person belongs, beside where they were. */
export type Membership = {
  segment: CompiledSegment;
  profileId: string;
  holds: boolean;
  /** Since when the profile itself is a member; undefined while it is none. */
  own: string | undefined;
  /** Since when it, and profiles that are part of it now, are members: the earliest first. */
  before: readonly string[];
  atMs: number;
};

export type MembersMove = { memberships: readonly Membership[]; absorbed: readonly string[]; announce: boolean };

/** Writes who is where from now on, counts it, and puts entries and exits up to be told. Answers how many there were. */
export async function moveMembers(
  tx: Database,
  services: Services,
  projectId: string,
  { memberships, absorbed, announce }: MembersMove,
): Promise<number> {
  const changes = memberships.filter(({ holds, before }) => holds !== before.length > 0);
  const joins = memberships.filter(({ holds, own }) => holds && own === undefined);
  const leaves = memberships.filter(({ holds, own }) => !holds && own !== undefined);
  const told = announce ? changes.map((change) => toChange(services, change)) : [];
  const gone = [
    ...leaves.map(({ segment, profileId }) => ({ segmentId: segment.id, profileId })),
    // A profile that is part of another one is nowhere by itself.
    ...memberships.flatMap(({ segment }) => absorbed.map((profileId) => ({ segmentId: segment.id, profileId }))),
  ];
  const come = joins.map(({ segment, profileId, before, atMs }) => ({
    segmentId: segment.id,
    profileId,
    enteredAt: before[0] ?? new Date(atMs).toISOString(),
  }));
  await together([
    deleteMembers(tx, projectId, gone),
    insertMembers(tx, projectId, come),
    addSegmentSizes(tx, projectId, tally(memberships)),
    insertSegmentChanges(tx, projectId, told),
    noteSegmentCrossings(tx, services, projectId, told),
  ]);
  return changes.length;
}

function toChange(services: Services, { segment, profileId, holds, atMs }: Membership) {
  return {
    segmentId: segment.id,
    segmentVersion: segment.version,
    profileId,
    entered: holds,
    at: new Date(atMs).toISOString(),
    messageId: formatUuid(uuidv7Bytes(atMs, services.randomBytes(10))),
  };
}

/** Entries and exits by segment and hour; of people who became one, all but one have left. */
function tally(memberships: readonly Membership[]) {
  const rows = new Map<string, { segmentId: string; hour: string; entered: number; exited: number }>();
  for (const { segment, holds, before, atMs } of memberships) {
    const entered = holds && before.length === 0 ? 1 : 0;
    const exited = holds ? Math.max(0, before.length - 1) : before.length;
    if (entered + exited === 0) continue;
    const hour = new Date(Math.floor(atMs / HOUR_MS) * HOUR_MS).toISOString();
    const key = `${segment.id} ${hour}`;
    const row = rows.get(key) ?? { segmentId: segment.id, hour, entered: 0, exited: 0 };
    rows.set(key, { ...row, entered: row.entered + entered, exited: row.exited + exited });
  }
  return [...rows.values()];
}
