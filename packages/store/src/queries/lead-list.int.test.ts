import { LEAD_SORTS } from "@rapport/contracts/leads";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { explainReads } from "../../test/explain-reads.ts";
import { listLeadRows } from "./lead-list.ts";
import { insertProject } from "./workspaces.ts";

const LEADS = 2_000;
const PAGE = 20;
const FILLED = [
  `insert into profiles (project_id, id, traits, trait_versions, groups, counters, event_count, first_seen_at, last_seen_at, recent_items, consent)
    select 'leads', lpad(i::text, 32, '0')::uuid, '{}', '{}', '{}', '{}', 1, now(), now(), '[]', '{"marketing":{"granted":true}}'
    from generate_series(1, ${LEADS}) i`,
  `insert into leads (project_id, id, profile_id, source, grade, score, fit, engagement, reasons, stage, scored_at, created_at, seen_at)
    select 'leads', 'led_' || lpad(i::text, 26, '0'), lpad(i::text, 32, '0')::uuid, 'behaviour', 'B2', i % 100, 50, 50, '[]', 'new', now(),
      timestamptz '2026-11-01' + i * interval '1 second', timestamptz '2026-11-01' + i * 7919 % ${LEADS} * interval '1 second'
    from generate_series(1, ${LEADS}) i`,
  "analyze profiles",
  "analyze leads",
];
const MIDDLE = { score: "50", newest: "2026-11-01T00:16:40.000Z", active: "2026-11-01T00:16:40.000Z" };

describeOnBothEngines("a list of leads", ({ store }) => {
  test("reads the leads of its page alone, in every order and in the middle as at the beginning", async () => {
    await insertProject(store().db, { workspaceId: "wsp_leads", id: "leads", slug: "leads", name: "Leads" });
    for (const statement of FILLED) await store().db.execute(sql.raw(statement));
    const page = { projectId: "leads", consent: "marketing", limit: PAGE };
    for (const sort of LEAD_SORTS)
      for (const before of [undefined, { value: MIDDLE[sort], id: "led_00000000000000000000000500" }]) {
        expect(await listLeadRows(store().db, { ...page, sort, before }), sort).toHaveLength(PAGE);
        const most = await explainReads(store(), (tx) => listLeadRows(tx, { ...page, sort, before }));
        expect(most, sort).toBeGreaterThan(0);
        expect(most, sort).toBeLessThan(2 * PAGE);
      }
  });
});
