import type { Database } from "@rapport/store/database";
import type { GroupRow } from "@rapport/store/queries/groups";
import { lockGroups, upsertGroups } from "@rapport/store/queries/groups";
import type { RecordedEvent } from "../events/enriched-event.ts";
import { traitsOf } from "./fold-events.ts";
import { cutTraits, keyed, setTrait } from "./profile-state.ts";

/** Folds the traits of group messages into their groups, last writer wins; bounded like a profile's. */
export async function foldGroups(tx: Database, projectId: string, recorded: readonly RecordedEvent[]): Promise<void> {
  const messages = recorded.filter(({ event }) => event.type === "group");
  if (messages.length === 0) return;
  const ids = [...new Set(messages.map(({ event }) => String(event.payload.groupId)))];
  const groups = new Map(
    ids.map((id): [string, GroupRow] => [id, { id, traits: keyed({}), traitVersions: keyed({}) }]),
  );
  for (const { id, traits, traitVersions } of await lockGroups(tx, projectId, ids)) {
    groups.set(id, { id, traits: keyed(traits), traitVersions: keyed(traitVersions) });
  }
  for (const { event } of messages) {
    const group = groups.get(String(event.payload.groupId));
    if (!group) continue;
    for (const [key, value] of Object.entries(traitsOf(event))) {
      setTrait(group, key, value, [event.timestampMs, event.messageId]);
    }
    cutTraits(group);
  }
  await upsertGroups(tx, projectId, [...groups.values()]);
}
