import { catalogItemSchema } from "@rapport/contracts/catalog";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { describe, expect, test } from "vitest";
import { AT, twoProjects } from "../../test/rows.ts";
import { deleteCatalogItem, getCatalogItems, listCatalogItems, upsertCatalogItems } from "./catalog.ts";
import { lockGroups, upsertGroups } from "./groups.ts";
import {
  insertDecisions,
  readRecommenderSnapshot,
  writeDecision,
  writeRecommenderSnapshot,
} from "./recommendations.ts";
import {
  findKeyByHash,
  findProjectBySlug,
  getProjectRow,
  insertKey,
  insertProject,
  listKeyRows,
  listProjectRows,
  revokeKeyRow,
} from "./workspaces.ts";

const NOW = new Date("2026-01-05T12:00:00Z");

describeOnBothEngines("the queries of", ({ store }) => {
  describe("projects and keys", () => {
    async function addProject(): Promise<string> {
      const [id] = twoProjects();
      await insertProject(store().db, { workspaceId: `wsp_${id}`, id, slug: `slug-${id}`, name: "Name" });
      return id;
    }
    const key = (projectId: string, hash: string) => ({
      ...{ id: `key_${hash}`, projectId, kind: "secret" as const, name: "Key", hash, hint: "sk_12345" },
    });

    test("projects are found by slug and by id, and a slug is taken once", async () => {
      const id = await addProject();
      expect(await findProjectBySlug(store().db, `slug-${id}`)).toMatchObject({ id, workspaceId: `wsp_${id}` });
      expect(await getProjectRow(store().db, id)).toMatchObject({ slug: `slug-${id}` });
      expect(await getProjectRow(store().db, "prj_none")).toBeUndefined();
      expect((await listProjectRows(store().db)).map((row) => row.id)).toContain(id);
      const again = { workspaceId: "wsp_again", id: "prj_again", slug: `slug-${id}`, name: "" };
      await expect(store().withTransaction((tx) => insertProject(tx, again))).rejects.toThrow();
      expect(await readRows(store(), "select 1 from workspaces where id = 'wsp_again'")).toHaveLength(0);
    });

    test("a key is found by its hash until it is revoked, by its own project", async () => {
      const [mine, theirs] = [await addProject(), await addProject()];
      await insertKey(store().db, key(mine, `h-${mine}`));
      await insertKey(store().db, { ...key(theirs, `h-${mine}`), id: "key_stolen" });
      expect(await findKeyByHash(store().db, `h-${mine}`, NOW)).toMatchObject({ projectId: mine, revokedAt: null });
      expect(await findKeyByHash(store().db, "h-none", NOW)).toBeUndefined();
      expect(await revokeKeyRow(store().db, theirs, `key_h-${mine}`)).toBe(false);
      expect(await revokeKeyRow(store().db, mine, `key_h-${mine}`)).toBe(true);
      expect(await revokeKeyRow(store().db, mine, `key_h-${mine}`)).toBe(false);
      expect(await findKeyByHash(store().db, `h-${mine}`, NOW)).toBeUndefined();
      expect(await listKeyRows(store().db, mine)).toMatchObject([{ revokedAt: expect.any(Date) }]);
      expect(await listKeyRows(store().db, theirs)).toEqual([]);
    });
  });

  describe("groups, catalog, decisions and snapshots", () => {
    test("groups come back as they went in, of one project only", async () => {
      const [a, b] = twoProjects();
      const rows = ["y", "x"].map((id) => ({ id, traits: { id }, traitVersions: {} }));
      await upsertGroups(store().db, a, rows);
      await upsertGroups(store().db, b, [{ id: "x", traits: { other: 1 }, traitVersions: {} }]);
      await upsertGroups(store().db, a, [{ id: "x", traits: { id: "new" }, traitVersions: {} }]);
      const locked = await store().withTransaction((tx) => lockGroups(tx, a, ["x", "y", "z"]));
      expect(locked.map(({ id, traits }) => [id, traits])).toEqual([
        ["x", { id: "new" }],
        ["y", { id: "y" }],
        // Made by the lock, so that two who meet a new group take turns.
        ["z", {}],
      ]);
    });

    test("items are replaced by id, paged in its order, searched without wild cards, and deleted in one project only", async () => {
      const [a, b] = twoProjects();
      const item = (id: string, fields: object = {}) =>
        catalogItemSchema.parse({
          ...{ id, name: `Item ${id}`, categories: ["K"], currency: "EUR", priceCents: 2_000_000_000, stock: 3 },
          ...{ validFrom: "2026-01-01T01:00:00+01:00", attributes: { brand: "A", fair: true }, embedding: [0.5, -1] },
          ...fields,
        });
      await upsertCatalogItems(
        store().db,
        a,
        ["c", "a", "b"].map((id) => item(id)),
      );
      await upsertCatalogItems(store().db, b, [item("a", { name: "Theirs" })]);
      await upsertCatalogItems(store().db, a, [
        item("b", { name: "50% off", categories: ["K", 'quote"d'], priceCents: null }),
      ]);
      const ids = async (more: object) =>
        (await listCatalogItems(store().db, { projectId: a, limit: 10, ...more })).map(({ id }) => id);
      expect(await ids({})).toEqual(["a", "b", "c"]);
      expect(await ids({ limit: 1, afterId: "a" })).toEqual(["b"]);
      expect(await ids({ search: "%" })).toEqual(["b"]);
      expect(await ids({ search: "ITEM" })).toEqual(["a", "c"]);
      expect(await ids({ category: 'quote"d' })).toEqual(["b"]);
      expect(await getCatalogItems(store().db, a, ["a", "none"])).toEqual([item("a")]);
      expect(await getCatalogItems(store().db, a, [])).toEqual([]);
      expect(await deleteCatalogItem(store().db, a, "a")).toBe(true);
      expect(await deleteCatalogItem(store().db, a, "a")).toBe(false);
      expect(await getCatalogItems(store().db, b, ["a"])).toMatchObject([{ name: "Theirs" }]);
    });

    test("a decision is kept once per id", async () => {
      const [a] = twoProjects();
      const row = { projectId: a, id: "dec_1", profileId: null, placement: "home", items: [], decidedAt: new Date(AT) };
      await insertDecisions(store().db, [writeDecision(row)]);
      await insertDecisions(store().db, [writeDecision({ ...row, placement: "again" })]);
      const rows = await readRows(store(), `select placement from recommendation_decisions where project_id = '${a}'`);
      expect(rows.map(({ placement }) => placement)).toEqual(["home"]);
    });

    test("a snapshot comes back byte by byte, the newest one, of one project only", async () => {
      const [a, b] = twoProjects();
      const state = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 31) % 256);
      await writeRecommenderSnapshot(store().db, { projectId: a, seq: 1, beyond: [], state: Uint8Array.of(1) });
      await writeRecommenderSnapshot(store().db, { projectId: a, seq: 2, beyond: [4, 7], state });
      // A server that is behind does not put an older state in the place of a newer one.
      await writeRecommenderSnapshot(store().db, { projectId: a, seq: 1, beyond: [], state: Uint8Array.of(1) });
      const read = await readRecommenderSnapshot(store().db, a);
      expect(read).toMatchObject({ seq: 2, beyond: [4, 7] });
      expect(Buffer.from(read?.state ?? []).equals(state)).toBe(true);
      expect(await readRecommenderSnapshot(store().db, b)).toBeUndefined();
    });
  });
});
