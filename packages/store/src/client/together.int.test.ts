import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { insertProject, listProjectRows } from "../queries/workspaces.ts";
import { projects } from "../schema/workspaces.ts";
import { together } from "./together.ts";

const project = (id: string) => ({ workspaceId: `wsp_${id}`, id, slug: id, name: id });

describeOnBothEngines("statements that are sent together", ({ store }) => {
  test("run in their order, whether they are built or written", async () => {
    const name = sql`select name from projects where slug = 'ordered'`;
    for (let round = 0; round < 3; round++) {
      const rows = await store().withTransaction(async (tx) => {
        await insertProject(tx, { ...project(`ordered-${round}`), slug: "ordered", name: "ordered" });
        const read = await together([
          tx.execute(name),
          tx.update(projects).set({ name: "built" }).where(eq(projects.slug, "ordered")).returning(),
          tx.execute(name),
          tx.execute(sql`update projects set name = 'written' where slug = 'ordered'`),
          tx.select({ name: projects.name }).from(projects).where(eq(projects.slug, "ordered")),
          tx.execute(sql`delete from projects where slug = 'ordered'`),
        ]);
        return [read[0], read[2], read[4]];
      });
      expect(rows).toEqual([[{ name: "ordered" }], [{ name: "built" }], [{ name: "written" }]]);
    }
  });

  test("fail with the first failure, and nothing of them is left", async () => {
    const work = store().withTransaction((tx) =>
      together([
        insertProject(tx, project("half")),
        tx.execute(sql`select 1 / 0`),
        tx.execute(sql`select 'behind it'`),
        insertProject(tx, project("other")),
      ]),
    );
    await expect(work).rejects.toMatchObject({ cause: { code: "22012" } });
    const ids = (await listProjectRows(store().db)).map(({ id }) => id);
    expect(ids).not.toContain("half");
    expect(ids).not.toContain("other");
  });
});
