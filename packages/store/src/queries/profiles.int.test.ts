import { randomUUID } from "node:crypto";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { describe, expect, test } from "vitest";
import { AT, later, profileRow, twoProjects } from "../../test/rows.ts";
import { listIdentities, lockIdentities, moveIdentities, upsertIdentities } from "./identities.ts";
import {
  getProfileRow,
  getProfileRowByIdentity,
  listProfileRows,
  lockProfiles,
  repointMerged,
  upsertProfiles,
} from "./profiles.ts";
import { findRememberedItems } from "./remembered-items.ts";

describeOnBothEngines("the queries of", ({ store }) => {
  describe("profiles and identities", () => {
    test("come back as they went in, locked in the order of their ids, of one project only", async () => {
      const [a, b] = twoProjects();
      const version = [Date.parse(AT), "m"] as [number, string]; // as: a pair, which a literal array is not
      const touch = { version, source: "x", medium: null, campaign: null, referrer: null, clickId: null };
      const full = profileRow({
        userId: "u",
        userIdVersion: version,
        traits: { name: "Åsa", nested: { a: [1, null] } },
        traitVersions: { name: version, nested: version },
        groups: { acme: version },
        counters: { constructor: 2 },
        eventCount: 2 ** 40,
        lastSeenAt: later(1),
        firstTouch: touch,
        lastTouch: touch,
        recentItems: [["kettle", "viewed", Date.parse(AT)]],
      });
      const plain = profileRow();
      await upsertProfiles(store().db, a, [full, plain]);
      await upsertProfiles(store().db, b, [profileRow({ id: full.id, userId: "other" })]);
      const ids = [full.id, plain.id, randomUUID()];
      const locked = await store().withTransaction((tx) => lockProfiles(tx, a, ids));
      expect(locked).toEqual([full, plain].sort((x, y) => (x.id < y.id ? -1 : 1)));
      await upsertProfiles(store().db, a, [{ ...full, userId: "changed", traits: {} }]);
      expect(await getProfileRow(store().db, a, full.id)).toEqual({ ...full, userId: "changed", traits: {} });
      expect((await getProfileRow(store().db, b, full.id))?.userId).toBe("other");
      expect(await getProfileRow(store().db, "prj_none", full.id)).toBeUndefined();
    });

    test("a merged profile answers with the one it is part of, in one step however long the chain was", async () => {
      const [a, b] = twoProjects();
      const [one, two, three] = [profileRow(), profileRow(), profileRow({ userId: "root" })];
      await upsertProfiles(store().db, a, [{ ...one, mergedInto: two.id }, two, three]);
      await upsertProfiles(store().db, b, [{ ...one, mergedInto: two.id }, two]);
      await repointMerged(store().db, a, { from: two.id, to: three.id });
      await upsertProfiles(store().db, a, [{ ...two, mergedInto: three.id }]);
      for (const { id } of [one, two, three]) expect((await getProfileRow(store().db, a, id))?.id).toBe(three.id);
      expect((await getProfileRow(store().db, b, one.id))?.id).toBe(two.id);
    });

    test("ids lead to profiles, say whether somebody is identified, and move together", async () => {
      const [a, b] = twoProjects();
      const [device, person] = [profileRow(), profileRow({ userId: "u" })];
      await upsertProfiles(store().db, a, [device, person]);
      await upsertIdentities(store().db, a, [
        { kind: "anonymous", value: "d1", profileId: device.id },
        { kind: "user", value: "u", profileId: person.id },
        { kind: "anonymous", value: "d2", profileId: person.id },
      ]);
      await upsertIdentities(store().db, b, [{ kind: "user", value: "u", profileId: randomUUID() }]);
      const wanted = (["d1", "d2", "gone"] as const).map((value) => ({ kind: "anonymous" as const, value }));
      const locked = await store().withTransaction((tx) => lockIdentities(tx, a, wanted));
      expect(locked.map((row) => ({ ...row }))).toEqual([
        { kind: "anonymous", value: "d1", profileId: device.id, identified: false },
        { kind: "anonymous", value: "d2", profileId: person.id, identified: true },
      ]);
      expect(await store().withTransaction((tx) => lockIdentities(tx, b, wanted))).toHaveLength(0);
      const of = async (projectId: string, kind: string, value: string) =>
        (await getProfileRowByIdentity(store().db, projectId, { kind, value }))?.id;
      expect(await of(a, "user", "u")).toBe(person.id);
      expect(await of(b, "user", "u")).toBeUndefined();
      const { id, recentItems } = person;
      const identity = { kind: "user", value: "u" };
      expect(await findRememberedItems(store().db, a, identity)).toEqual({ id, recentItems });
      expect(await findRememberedItems(store().db, b, identity)).not.toEqual({ id, recentItems });
      // More at once than statements may be under way: each gets its own, whatever the others are.
      const names = ["d1", "gone", "d2", "d1", "d2", "a\0b", "\ud800"];
      const together = names.map((value) => findRememberedItems(store().db, a, { kind: "anonymous", value }));
      const ids = [device.id, undefined, person.id, device.id, person.id, undefined, undefined];
      expect((await Promise.all(together)).map((row) => row?.id)).toEqual(ids);
      expect(await of(a, "anonymous", "u")).toBeUndefined();
      await moveIdentities(store().db, a, device.id, person.id);
      expect(await of(a, "anonymous", "d1")).toBe(person.id);
      const listed = await listIdentities(store().db, a, [person.id], 10);
      expect(listed.map(({ value }) => value)).toEqual(["d1", "d2", "u"]);
      const cut = await listIdentities(store().db, a, [person.id], 2);
      expect(cut.map(({ value }) => value)).toEqual(["d1", "u"]);
      expect(await listIdentities(store().db, b, [person.id], 10)).toEqual([]);
      expect(await listIdentities(store().db, a, [], 10)).toEqual([]);
    });

    test("people are listed by when they were last seen, without merged ones, and found by what is searched", async () => {
      const [a, b] = twoProjects();
      const people = [
        profileRow({ traits: { email: "ada@x.example" }, lastSeenAt: later(1) }),
        profileRow({ traits: { name: "100%_a" }, lastSeenAt: later(2) }),
        profileRow({ lastSeenAt: later(2) }),
      ];
      const merged = profileRow({ mergedInto: people[0]?.id ?? "", traits: { email: "ada@x.example" } });
      await upsertProfiles(store().db, a, [...people, merged]);
      await upsertProfiles(store().db, b, [profileRow({ traits: { email: "ada@x.example" } })]);
      await upsertIdentities(store().db, a, [{ kind: "user", value: "Zoe-9", profileId: people[2]?.id ?? "" }]);
      const search = async (text: string) =>
        (await listProfileRows(store().db, { projectId: a, limit: 10, search: text })).map(({ id }) => id);
      expect(await search("ADA@")).toEqual([people[0]?.id]);
      expect(await search("zoe")).toEqual([people[2]?.id]);
      expect(await search("%_")).toEqual([people[1]?.id]);
      expect(await search("\\")).toEqual([]);
      const ids: string[] = [];
      let before: { lastSeenAt: string; id: string } | undefined;
      for (let page = 0; page < 4; page++) {
        const [row] = await listProfileRows(store().db, { projectId: a, limit: 1, before });
        if (!row) break;
        ids.push(row.id);
        before = { lastSeenAt: row.lastSeenAt.toISOString(), id: row.id };
      }
      expect(ids.sort()).toEqual(people.map(({ id }) => id).sort());
    });
  });
});
