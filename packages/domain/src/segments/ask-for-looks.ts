import type { Database } from "@rapport/store/database";
import type { FactRow } from "@rapport/store/queries/segment-facts";
import { addSegmentLooks } from "@rapport/store/queries/segment-looks";
import type { Services } from "../context.ts";
import type { Assessment } from "./assessment.ts";
import { NOTHING_ASSESSED } from "./assessment.ts";

/**
 * Asks for a look at people of whom something has changed besides events, where a segment asks for such things. It is taken
 * soon after the commit and not here, because whoever changes scores holds no profiles. Announce the answer after the commit.
 */
export async function askForLooks(
  tx: Database,
  services: Services,
  projectId: string,
  { kind, profileIds }: { kind: FactRow["kind"]; profileIds: readonly string[] },
): Promise<Assessment> {
  if (profileIds.length === 0) return NOTHING_ASSESSED;
  const project = await services.segments.read(tx, projectId);
  if (!project?.touches.factKinds.has(kind)) return NOTHING_ASSESSED;
  await addSegmentLooks(tx, projectId, profileIds);
  return { changes: 0, dueMs: services.now() };
}
