import { exportAboutSchema, exportRecipientSchema } from "@rapport/contracts/person-export";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { expect, test } from "vitest";
import { fillPersonalTables } from "../../test/fill-personal-tables.ts";
import type { EnrichedEvent } from "../events/enriched-event.ts";
import { recordEvents } from "../events/record-events.ts";
import { formatProfileId } from "../profiles/profile-id.ts";
import { exportPerson, findExportSubject } from "./export-person.ts";
import { EXPORT_PURPOSES } from "./export-purposes.ts";
import { PERSONAL_TABLES } from "./personal-tables.ts";
import type { ExportRecord } from "./to-record.ts";
import { nameSection } from "./to-record.ts";

let projects = 0;

describeOnBothEngines("exportPerson", ({ store }) => {
  function open() {
    const { services } = createTestServices(store());
    const projectId = `prj_export${++projects}`;
    const ctx = { ...services, projectId, actor: { kind: "system" } as const };
    const record = (...events: EnrichedEvent[]) =>
      recordEvents(services, { logId: projectId, steps: [], events: events.map((event) => ({ ...event, projectId })) });
    const read = async (name: Parameters<typeof findExportSubject>[1]) => {
      const records: ExportRecord[] = [];
      for await (const one of exportPerson(ctx, await findExportSubject(ctx, name))) records.push(one);
      return records;
    };
    return { ctx, projectId, record, read };
  }

  test("has a part for every table that holds something of a person, each with its purpose, and nothing of others", async () => {
    const { ctx, projectId, record, read } = open();
    const consent = { consent: { categoryPreferences: { marketing: true } } };
    const ada = enrichedEvent({
      anonymousId: undefined,
      userId: "ada-4711",
      type: "identify",
      payload: { traits: { plan: "pro" }, context: consent },
    });
    const bob = enrichedEvent({
      anonymousId: undefined,
      userId: "bob-4712",
      type: "identify",
      payload: { traits: { plan: "free" } },
    });
    const [first, second] = await record(ada, bob);
    await fillPersonalTables(store(), projectId, [
      { profileId: first?.profileId ?? "", name: "ada-4711" },
      { profileId: second?.profileId ?? "", name: "bob-4712" },
    ]);
    const space = { projectId, name: "behaviour", dimension: 2 };
    for (const { profileId } of [first, second].filter((one) => one !== undefined)) {
      await ctx.vectors.upsert(space, [{ id: profileId, vector: Float32Array.of(0.5, 1) }]);
    }

    const records = await read({ userId: "ada-4711" });
    const sections = records.map(({ section }) => section);
    const parts = [...new Set(sections)];
    expect(parts.sort()).toEqual(expectedParts());
    expect(Object.keys(EXPORT_PURPOSES).sort()).toEqual(parts);
    // The records of a part come one after the other.
    expect(sections.filter((section, i) => section !== sections[i - 1])).toHaveLength(parts.length);
    const of = (section: string) => records.filter((one) => one.section === section).map((one) => one.record);
    expect(of("about").map((about) => exportAboutSchema.parse(about))).toHaveLength(1);
    expect(of("profile")).toMatchObject([{ id: formatProfileId(first?.profileId ?? ""), userId: "ada-4711" }]);
    expect(of("identities")).toEqual([
      { kind: "user", value: "ada-4711", profileId: formatProfileId(first?.profileId ?? "") },
    ]);
    expect(of("traits")).toMatchObject([{ name: "plan", value: "pro", messageId: ada.messageId }]);
    expect(of("consentDecisions")).toMatchObject([{ category: "marketing", granted: true }]);
    expect(of("vectors")).toEqual([{ space: "behaviour/2", labels: {}, vector: [0.5, 1] }]);
    expect(
      of("recipients")
        .map((one) => exportRecipientSchema.parse(one).kind)
        .sort(),
    ).toEqual(["crm", "webhook"]);
    const text = JSON.stringify(records);
    for (const word of ["bob-4712", second?.profileId ?? "", formatProfileId(second?.profileId ?? "")]) {
      expect(text).not.toContain(word);
    }
  });

  test("finds somebody by each of their ids, with what was merged into them", async () => {
    const { record, read } = open();
    await record(enrichedEvent({ anonymousId: "d1", name: "Before" }));
    await record(enrichedEvent({ anonymousId: undefined, userId: "u1", name: "Other" }));
    await record(enrichedEvent({ anonymousId: "d1", userId: "u1", name: "Together" }));
    const byUser = await read({ userId: "u1" });
    const events = byUser.filter(({ section }) => section === "events");
    expect(events.map(({ record }) => (record as { name: string }).name).sort()).toEqual([
      "Before",
      "Other",
      "Together",
    ]); // as: stored events
    expect(byUser.filter(({ section }) => section === "profileMerges")).toHaveLength(1);
    expect(await read({ anonymousId: "d1" })).toEqual(byUser);
    const [about] = byUser;
    expect(await read({ profileId: exportAboutSchema.parse(about?.record).profileId })).toEqual(byUser);
    await expect(read({ anonymousId: "u1" })).rejects.toMatchObject({ code: "not_found" });
  });

  test("reads no more than what is asked of it, however much somebody did", async () => {
    const { ctx, projectId, record } = open();
    const [first] = await record(enrichedEvent({ anonymousId: "busy" }));
    await readRows(
      store(),
      `insert into events (project_id, day, id, type, name, profile_id, "timestamp", original_timestamp, received_at,
          payload, enrichment)
        select '${projectId}', 20458, gen_random_uuid(), 'track', 'Viewed', '${first?.profileId}',
          '2026-01-05T00:00:00Z'::timestamptz + i * interval '1 second', now(), now(), '{}', '{}'
        from generate_series(1, 5000) i`,
    );
    const asked: string[] = [];
    const db = store().guarded((call, text) => {
      asked.push(text);
      return call();
    });
    const counted = { ...ctx, store: { ...store(), db } };
    const records = exportPerson(counted, await findExportSubject(ctx, { anonymousId: "busy" }));
    let events = 0;
    for await (const { section } of records) {
      if (section !== "events") continue;
      events++;
      // A page of five hundred is read when its first event is asked for, never before.
      const pages = asked.filter((text) => text.includes('from "events"')).length;
      if (pages !== Math.ceil(events / 500)) throw new Error(`${pages} pages were read for ${events} events`);
    }
    expect(events).toBe(5_001);
  });
});

/** The parts that the list of tables asks for. */
function expectedParts(): string[] {
  const own: Record<string, string[]> = { profiles: ["profile", "traits"], vector_entries: ["vectors"] };
  const parts = Object.entries(PERSONAL_TABLES).flatMap(([table, handling]) => {
    if ("kept" in handling) return [];
    if ("effect" in handling && handling.effect === "mark") return ["mentions"];
    return own[table] ?? [nameSection(table)];
  });
  return [...new Set(["about", "recipients", ...parts])].sort();
}
