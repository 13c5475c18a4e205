import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { explainReads } from "../../test/explain-reads.ts";
import type { Database } from "../client/database.ts";
import { createEventPartition } from "./event-partitions.ts";
import { lockIdentities } from "./identities.ts";
import { lockProfiles, readProfileRows } from "./profiles.ts";
import { readHistories } from "./segment-events.ts";
import { readFacts } from "./segment-facts.ts";
import { readMemberships } from "./segment-members.ts";
import { readSegmentStates } from "./segment-states.ts";
import { insertProject } from "./workspaces.ts";

const PEOPLE = 2_000;
const DAY = 20_458;

const FILLED = [
  `insert into profiles (project_id, id, traits, trait_versions, groups, counters, event_count, first_seen_at, last_seen_at, recent_items)
    select 'keyed', lpad(i::text, 32, '0')::uuid, '{}', '{}', '{}', '{}', 1, now(), now(), '[]' from generate_series(1, ${PEOPLE}) i`,
  `insert into identities (project_id, kind, value, profile_id)
    select 'keyed', 'user', 'u' || i, lpad(i::text, 32, '0')::uuid from generate_series(1, ${PEOPLE}) i`,
  `insert into segment_states (project_id, profile_id, known_to, leaves, dues)
    select 'keyed', lpad(i::text, 32, '0')::uuid, 1, '{}', '{}' from generate_series(1, ${PEOPLE}) i`,
  `insert into segment_members (project_id, segment_id, profile_id, entered_at)
    select 'keyed', 's', lpad(i::text, 32, '0')::uuid, now() from generate_series(1, ${PEOPLE}) i`,
  `insert into profile_scores (project_id, profile_id, name, value, model_id, scored_at)
    select 'keyed', lpad(i::text, 32, '0')::uuid, 'intent', 0.5, 'm', now() from generate_series(1, ${PEOPLE}) i`,
  `insert into events (project_id, day, id, type, name, profile_id, timestamp, original_timestamp, received_at, payload, enrichment)
    select 'keyed', ${DAY}, gen_random_uuid(), 'track', 'Seen', lpad(i::text, 32, '0')::uuid, now(), now(), now(), '{}', '{}'
    from generate_series(1, ${PEOPLE}) i`,
];
const ids = ["1", "7", "1999"].map((end) => `00000000-0000-0000-0000-${end.padStart(12, "0")}`);

/** What is read of tables that nobody has analysed yet. */
const READS: Record<string, (tx: Database) => Promise<unknown>> = {
  lockProfiles: (tx) => lockProfiles(tx, "keyed", ids),
  readProfileRows: (tx) => readProfileRows(tx, "keyed", ids),
  lockIdentities: (tx) => lockIdentities(tx, "keyed", [{ kind: "user", value: "u7" }]),
  readSegmentStates: (tx) => readSegmentStates(tx, "keyed", ids),
  readMemberships: (tx) => readMemberships(tx, "keyed", ids),
  readHistories: (tx) => readHistories(tx, "keyed", ids, undefined),
  readFacts: (tx) => readFacts(tx, "keyed", ids, new Set(["score"])),
};

describeOnBothEngines("reading by keys", ({ store }) => {
  test("reads the rows of the keys alone, however little is known of the table", async () => {
    await insertProject(store().db, { workspaceId: "wsp_keyed", id: "keyed", slug: "keyed", name: "Keyed" });
    await store().withTransaction((tx) => createEventPartition(tx, DAY));
    for (const statement of FILLED) await store().db.execute(sql.raw(statement));
    for (const [name, read] of Object.entries(READS)) {
      const most = await explainReads(store(), read);
      expect(most, name).toBeGreaterThan(0);
      expect(most, name).toBeLessThan(20);
    }
  });
});
