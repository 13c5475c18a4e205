import { randomUUID } from "node:crypto";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { describe, expect, test } from "vitest";
import { AT, eventRow, later, profileRow, twoProjects } from "../../test/rows.ts";
import { upsertDeadLetter } from "./dead-letters.ts";
import { getLastSeq, listEventRows, listTimelineRows, readEventsAfter } from "./events.ts";
import { advanceLogOffsets, readLogOffsets } from "./log-offsets.ts";
import { upsertProfiles } from "./profiles.ts";
import { findStoredEvents, insertEvents, textOfKey } from "./record-events.ts";

describeOnBothEngines("the queries of", ({ store, openAgain }) => {
  describe("events", () => {
    test("are inserted once; only the new ones are answered, with rising sequence numbers", async () => {
      const [a, b] = twoProjects();
      const rows = [eventRow(), eventRow(), eventRow()];
      const first = await insertEvents(store().db, a, rows.slice(0, 2));
      expect([...first.keys()]).toEqual(rows.slice(0, 2).map(textOfKey));
      const again = await insertEvents(store().db, a, rows);
      expect([...again.keys()]).toEqual(rows.slice(2).map(textOfKey));
      expect(Math.min(...again.values())).toBeGreaterThan(Math.max(...first.values()));
      expect((await insertEvents(store().db, b, rows)).size).toBe(3);
      const stored = await findStoredEvents(store().db, a, [...rows, eventRow()]);
      expect(stored).toEqual(new Set(rows.map(textOfKey)));
      expect((await findStoredEvents(store().db, "prj_none", rows)).size).toBe(0);
    });

    test("come back as they went in", async () => {
      const [a] = twoProjects();
      const row = eventRow({
        message_id: "m-1",
        anonymous_id: "dev'ice \\ \" 🦊",
        user_id: "u",
        session_id: "s",
        sent_at: later(1),
        received_at: later(2),
        payload: '{"__proto__":{"a":1},"deep":[[[{"x":null}]]],"number":1e300,"text":"\\u2028\\u0001"}',
        enrichment: '{"touch":{"source":"x"}}',
      });
      await insertEvents(store().db, a, [row]);
      const [read] = await listEventRows(store().db, { projectId: a, limit: 1 });
      expect(read).toMatchObject({
        messageId: "m-1",
        anonymousId: row.anonymous_id,
        userId: "u",
        sessionId: "s",
        timestamp: new Date(AT),
        sentAt: new Date(later(1)),
        receivedAt: new Date(later(2)),
        enrichment: { touch: { source: "x" } },
      });
      expect(JSON.parse(JSON.stringify(read?.payload))).toEqual(JSON.parse(row.payload));
    });

    test("come back as they went in whatever their texts hold, alone and beside others", async () => {
      const [a] = twoProjects();
      const texts = ["", " ", "\x1e", "\x15", "a\x1eb\x15c", "{null}", "NULL", "\\x1e", "'\"\n\t,"];
      const rows = texts.map((text) =>
        eventRow({ name: text, message_id: text, anonymous_id: text, user_id: text, session_id: text }),
      );
      for (const batch of [...rows.map((row) => [row]), rows.map((row) => ({ ...row, id: randomUUID() }))]) {
        const payload = JSON.stringify({ n: [1, null], text: batch[0]?.name });
        await insertEvents(
          store().db,
          a,
          batch.map((row) => ({ ...row, payload })),
        );
        const events = await listEventRows(store().db, { projectId: a, limit: batch.length });
        const read = events.toReversed().map(({ name, messageId, anonymousId, userId, sessionId, payload: stored }) => {
          return [name, messageId, anonymousId, userId, sessionId, JSON.stringify(stored)];
        });
        expect(read).toEqual(batch.map(({ name }) => [name, name, name, name, name, payload]));
      }
    });

    test("are listed by sequence, type, name and profile, of one project only", async () => {
      const [a, b] = twoProjects();
      const profile_id = randomUUID();
      const rows = [
        eventRow({ name: "One", profile_id }),
        eventRow({ name: "Two" }),
        eventRow({ name: "page", type: "page", profile_id }),
      ];
      await insertEvents(store().db, a, rows);
      await insertEvents(store().db, b, [eventRow({ name: "Other", profile_id })]);
      const names = async (more: object) =>
        (await listEventRows(store().db, { projectId: a, limit: 10, ...more })).map(({ name }) => name);
      expect(await names({})).toEqual(["page", "Two", "One"]);
      expect(await names({ limit: 1 })).toEqual(["page"]);
      expect(await names({ type: "page" })).toEqual(["page"]);
      expect(await names({ name: "Two" })).toEqual(["Two"]);
      await upsertProfiles(store().db, a, [profileRow({ id: profile_id })]);
      expect(await names({ profileId: profile_id })).toEqual(["page", "One"]);
      expect(await names({ profileId: randomUUID() })).toEqual([]);
      const last = await getLastSeq(store().db, a);
      expect(await names({ beforeSeq: last })).toEqual(["Two", "One"]);
      const after = await readEventsAfter(store().db, { projectId: a, afterSeq: last - 2, limit: 10 });
      expect(after.map(({ name }) => name)).toEqual(["Two", "page"]);
      expect(await getLastSeq(store().db, "prj_none")).toBe(0);
    });

    test("of a timeline are cut behind the last row of the page before, equal times by sequence", async () => {
      const [a, b] = twoProjects();
      const profile_id = randomUUID();
      const times = [0, 5, 5, 5, 9];
      const rows = times.map((ms, i) => eventRow({ name: `${i}`, profile_id, timestamp: later(ms) }));
      await insertEvents(store().db, a, rows);
      await insertEvents(store().db, b, [eventRow({ profile_id })]);
      await upsertProfiles(store().db, a, [profileRow({ id: profile_id })]);
      const names: string[] = [];
      let before: { timestamp: string; seq: number } | undefined;
      for (let page = 0; page < 4; page++) {
        const read = await listTimelineRows(store().db, { projectId: a, profileId: profile_id, limit: 2, before });
        names.push(...read.map(({ name }) => name));
        const last = read.at(-1);
        if (last) before = { timestamp: last.timestamp.toISOString(), seq: last.seq };
      }
      expect(names).toEqual(["4", "3", "2", "1", "0"]);
    });

    test("of a person are found although more profiles were merged into theirs than a statement takes parameters", async () => {
      const [a, b] = twoProjects();
      const root = randomUUID();
      await upsertProfiles(store().db, a, [profileRow({ id: root })]);
      await readRows(
        store(),
        `insert into profiles (project_id, id, merged_into, traits, trait_versions, groups, counters, event_count,
          first_seen_at, last_seen_at, recent_items)
        select project, gen_random_uuid(), '${root}', '{}', '{}', '{}', '{}', 1, now(), now(), '[]'
        from generate_series(1, 70000), (values ('${a}'), ('${b}')) as p(project)`,
      );
      await readRows(store(), "analyze profiles");
      const pick = async (project: string) =>
        String(
          (await readRows(store(), `select max(id::text) as id from profiles where project_id = '${project}'`))[0]?.id,
        );
      const mine = eventRow({ name: "mine", profile_id: await pick(a), timestamp: later(1) });
      await insertEvents(store().db, a, [mine, eventRow({ name: "root", profile_id: root }), eventRow()]);
      await insertEvents(store().db, b, [eventRow({ profile_id: await pick(b) })]);
      const timeline = await listTimelineRows(store().db, { projectId: a, profileId: root, limit: 10 });
      expect(timeline.map(({ name }) => name)).toEqual(["mine", "root"]);
      const listed = await listEventRows(store().db, { projectId: a, profileId: root, limit: 10 });
      expect(listed.map(({ name }) => name).sort()).toEqual(["mine", "root"]);
    });

    test("that could not be applied are kept once per event and project", async () => {
      const [a, b] = twoProjects();
      const letter = { projectId: a, messageId: "m", code: "22P05", reason: "why", event: "{}" };
      await upsertDeadLetter(store().db, letter);
      await upsertDeadLetter(store().db, { ...letter, code: "57014", reason: "again", event: '{"other":1}' });
      await upsertDeadLetter(store().db, { ...letter, projectId: b });
      const rows = await readRows(
        store(),
        `select reason, event from dead_letters where project_id in ('${a}', '${b}') order by id`,
      );
      expect(rows.map(({ reason, event }) => [reason, event])).toEqual([
        ["again", "{}"],
        ["why", "{}"],
      ]);
    });
  });

  describe("log offsets", () => {
    const advance = (logId: string, ...steps: [partition: number, from: number, to: number][]) =>
      advanceLogOffsets(
        store().db,
        logId,
        steps.map(([partition, from, to]) => ({ partition, from, to })),
      );

    test("move from where they stand, each log and partition on its own", async () => {
      const [a, b] = twoProjects();
      expect(await advance(a, [0, 0, 5], [63, 0, 1])).toBe(true);
      expect(await advance(a, [0, 5, 7])).toBe(true);
      expect(await advance(b, [0, 0, 2])).toBe(true);
      expect(await advance(a)).toBe(true);
      expect(await readLogOffsets(store().db, a)).toEqual(
        new Map([
          [0, 7],
          [63, 1],
        ]),
      );
      expect(await readLogOffsets(store().db, b)).toEqual(new Map([[0, 2]]));
      expect(await readLogOffsets(store().db, "none")).toEqual(new Map());
    });

    test("do not move when one of them stands elsewhere", async () => {
      const [a] = twoProjects();
      await advance(a, [0, 0, 5], [1, 0, 5]);
      for (const steps of [
        [[0, 4, 9]],
        [[0, 6, 9]],
        [
          [0, 5, 9],
          [1, 0, 9],
        ],
      ] satisfies [number, number, number][][]) {
        await expect(
          store().withTransaction(async (tx) => {
            const moved = await advanceLogOffsets(
              tx,
              a,
              steps.map(([partition, from, to]) => ({ partition, from, to })),
            );
            if (!moved) throw new Error("fenced");
          }),
        ).rejects.toThrow("fenced");
      }
      expect(await readLogOffsets(store().db, a)).toEqual(
        new Map([
          [0, 5],
          [1, 5],
        ]),
      );
    });

    test("keep numbers beyond 32 bits", async () => {
      const [a] = twoProjects();
      await advance(a, [0, 0, 2 ** 45]);
      expect(await advance(a, [0, 2 ** 45, 2 ** 45 + 1])).toBe(true);
    });
  });

  describe("a transaction", () => {
    const count = async (projectId: string) => (await listEventRows(store().db, { projectId, limit: 10 })).length;

    test("keeps nothing when its work fails, and answers the work's own error", async () => {
      const [a] = twoProjects();
      const failing = store().withTransaction(async (tx) => {
        await insertEvents(tx, a, [eventRow()]);
        throw new TypeError("mine");
      });
      await expect(failing).rejects.toThrow(new TypeError("mine"));
      expect(await count(a)).toBe(0);
    });

    test("keeps nothing when a statement of it fails, and the next one works", async () => {
      const [a] = twoProjects();
      const failing = store().withTransaction(async (tx) => {
        await insertEvents(tx, a, [eventRow()]);
        await insertEvents(tx, a, [eventRow({ payload: JSON.stringify({ text: "\0" }) })]);
      });
      await expect(failing).rejects.toMatchObject({ cause: { code: "22P05" } });
      await store().withTransaction((tx) => insertEvents(tx, a, [eventRow()]));
      expect(await count(a)).toBe(1);
    });

    test("does not see half of another one", async () => {
      const [a] = twoProjects();
      const writes = Array.from({ length: 10 }, () =>
        store().withTransaction(async (tx) => {
          await insertEvents(tx, a, [eventRow()]);
          await insertEvents(tx, a, [eventRow()]);
        }),
      );
      const reads = Array.from({ length: 10 }, () => listEventRows(store().db, { projectId: a, limit: 100 }));
      for (const rows of await Promise.all(reads)) expect(rows.length % 2).toBe(0);
      await Promise.all(writes);
    });

    // The embedded engine has one connection only.
    if (openAgain) {
      test("on one of two connections fences the other's stale offsets", async () => {
        const [a] = twoProjects();
        const other = await openAgain();
        const step = [{ partition: 0, from: 0, to: 1 }];
        const results = await Promise.all([
          store().withTransaction((tx) => advanceLogOffsets(tx, a, step)),
          other.withTransaction((tx) => advanceLogOffsets(tx, a, step)),
        ]);
        await other.close();
        expect(results.filter(Boolean)).toHaveLength(1);
      });
    }
  });
});
