import type { Observation } from "@rapport/engine/computed-trait";
import type { Store } from "@rapport/store/database";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { readRows } from "@rapport/testkit/store/open-test-store";
import type { EnrichedEvent } from "../src/events/enriched-event.ts";

/** An observation of the engine's histories as the event that it is seen from. */
export function eventOf(observation: Observation, of: Partial<EnrichedEvent>): EnrichedEvent {
  const { name, atMs, id, properties } = observation;
  return enrichedEvent({ ...of, name, messageId: id, timestampMs: atMs, receivedAtMs: atMs, payload: { properties } });
}

/** Stored values of a project by trait and living person's user id. */
export async function readValues(store: Store, projectId: string): Promise<Record<string, unknown>> {
  const rows = await readRows(
    store,
    `select t.key, p.user_id, v.value::text as value from computed_trait_values v
      join computed_traits t on t.project_id = v.project_id and t.state_id = v.state_id
      join profiles p on p.project_id = v.project_id and p.id = v.profile_id
      where v.project_id = '${projectId}'`,
  );
  return Object.fromEntries(rows.map((row) => [`${row.key} of ${row.user_id}`, JSON.parse(String(row.value))]));
}
