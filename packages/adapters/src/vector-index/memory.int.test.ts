import { vectorIndexConformance } from "@rapport/ports/vector-index/conformance";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { expect, test } from "vitest";
import { openMemoryVectorIndex } from "./memory.ts";

describeOnBothEngines("exact vectors", ({ store, openAgain }) => {
  const open = (memoryBytes?: number) => openMemoryVectorIndex({ store: store(), memoryBytes });
  vectorIndexConformance("memory", async () => ({ index: open(), reopen: open, remove: async () => {} }));

  const space = (name: string) => ({ projectId: "prj_exact", name, dimension: 2 });
  const entry = (id: string, angle: number) => ({ id, vector: Float32Array.from([Math.cos(angle), Math.sin(angle)]) });
  const ids = async (index: ReturnType<typeof open>, name: string) =>
    (await index.query(space(name), { vector: Float32Array.from([1, 0]), limit: 9 })).matches.map(({ id }) => id);

  test("what was deleted long ago is forgotten, also by who was away meanwhile", async () => {
    const [here, away] = [open(), open()];
    await here.upsert(space("forget"), [entry("a", 0), entry("b", 1), entry("c", 2)]);
    expect(await ids(away, "forget")).toEqual(["a", "b", "c"]);
    await here.delete(space("forget"), ["a"]);
    await readRows(store(), "update vector_entries set deleted_at = now() - interval '8 days' where id = 'a'");
    await here.delete(space("forget"), ["b"]);
    const rows = await readRows(store(), "select id from vector_entries where space = 'forget/2' order by id");
    expect(rows).toEqual([{ id: "b" }, { id: "c" }]);
    expect(await ids(away, "forget")).toEqual(["c"]);
  });

  test("spaces that memory has no room for are read again", async () => {
    const index = open(1);
    for (const name of ["room-1", "room-2"]) await index.upsert(space(name), [entry(name, 0)]);
    for (const name of ["room-1", "room-2", "room-1"]) expect(await ids(index, name)).toEqual([name]);
  });

  test.runIf(openAgain !== undefined || process.env.DATABASE_URL)(
    "writers at once lose nothing to those who read between them",
    async () => {
      const again = openAgain ? await openAgain() : store();
      const [first, second, reader] = [open(), openMemoryVectorIndex({ store: again }), open()];
      const writes = Array.from({ length: 30 }, async (_, i) => {
        await (i % 2 ? first : second).upsert(space("many"), [entry(`n${i}`, i / 30)]);
        await ids(reader, "many");
      });
      await Promise.all(writes);
      const answer = await reader.query(space("many"), { vector: Float32Array.from([1, 0]), limit: 100 });
      expect(answer.matches).toHaveLength(30);
      if (openAgain) await again.close();
    },
  );
});
