import { applyEvent } from "@rapport/engine/segments/apply-event";
import type { EventLeaf, LeafState, SegmentEvent, SegmentState } from "@rapport/engine/segments/program";
import type { Database } from "@rapport/store/database";
import { readHistories } from "@rapport/store/queries/segment-events";
import type { CompiledProject } from "./compile-project.ts";
import { inOrder, toSegmentEvent } from "./to-segment-event.ts";

/** What is remembered of one person, while it is worked on. */
export type Memory = {
  profileId: string;
  /** Leaves up to this number have seen the person's events. */
  knownTo: number;
  state: SegmentState;
  /** Leaves that changed. */
  changed: Set<string>;
  /** Leaves that have to see all events again. */
  stale: Set<string>;
};

/** A memory of nothing; `knownTo` says for which leaves that is true. */
export function emptyMemory(profileId: string, knownTo: number): Memory {
  return { profileId, knownTo, state: {}, changed: new Set(), stale: new Set() };
}

/** Shows new events to the leaves that they are for. */
export function feedLeaves(project: CompiledProject, memory: Memory, events: readonly SegmentEvent[]): void {
  const { leavesByName, anyName } = project.touches;
  for (const event of events.toSorted(inOrder)) {
    for (const leaf of [...(leavesByName.get(event.name) ?? []), ...anyName]) {
      if (Number(leaf.id) <= memory.knownTo) feed(memory, leaf, event);
    }
  }
}

function feed(memory: Memory, leaf: EventLeaf, event: SegmentEvent): void {
  if (memory.stale.has(leaf.id)) return;
  const applied = applyEvent(leaf, memory.state[leaf.id], event);
  if (applied.kind === "unchanged") return;
  memory.changed.add(leaf.id);
  if (applied.kind === "stale") memory.stale.add(leaf.id);
  else memory.state[leaf.id] = applied.state;
}

/** Shows all stored events to the leaves that have not seen them, or saw them in the wrong order. */
export async function recallLeaves(
  tx: Database,
  projectId: string,
  project: CompiledProject,
  memories: readonly Memory[],
): Promise<void> {
  const wanting = memories.filter(({ knownTo, stale }) => knownTo < project.lastLeaf || stale.size > 0);
  if (wanting.length === 0 || project.leaves.size === 0) {
    for (const memory of wanting) memory.knownTo = project.lastLeaf;
    return;
  }
  const ids = wanting.map(({ profileId }) => profileId);
  const rows = await readHistories(tx, projectId, ids, project.touches.names);
  const histories = Map.groupBy(rows, ({ profileId }) => profileId);
  for (const memory of wanting) {
    const events = (histories.get(memory.profileId) ?? []).map(toSegmentEvent);
    for (const leaf of project.leaves.values()) {
      if (Number(leaf.id) <= memory.knownTo && !memory.stale.has(leaf.id)) continue;
      recall(memory, leaf, events);
    }
    memory.knownTo = project.lastLeaf;
    memory.stale.clear();
  }
}

function recall(memory: Memory, leaf: EventLeaf, events: readonly SegmentEvent[]): void {
  let state: LeafState | undefined;
  for (const event of events) {
    const applied = applyEvent(leaf, state, event);
    if (applied.kind === "changed") state = applied.state;
  }
  memory.changed.add(leaf.id);
  if (state) memory.state[leaf.id] = state;
  else delete memory.state[leaf.id];
}
