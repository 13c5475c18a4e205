import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { VectorEntry, VectorIndex, VectorSpace } from "./vector-index.ts";

/** `reopen` gives a new instance over what the first one keeps, as a restart does. */
export type VectorIndexFixture = { index: VectorIndex; reopen: () => VectorIndex; remove: () => Promise<void> };

/** The guarantees of `VectorIndex` as tests. Every engine runs this suite. */
export function vectorIndexConformance(name: string, createFixture: () => Promise<VectorIndexFixture>): void {
  describe(`vector index contract: ${name}`, () => {
    let fixture: VectorIndexFixture | undefined;
    beforeAll(async () => {
      fixture = await createFixture();
    });
    afterAll(() => fixture?.remove());
    const get = () => {
      if (!fixture) throw new Error("The index is there only while a test runs");
      return fixture;
    };
    finding(get);
    keeping(get);
    apart(get);
    refusing(get);
  });
}

type Get = () => VectorIndexFixture;
let spaces = 0;

const newSpace = (part: Partial<VectorSpace> = {}): VectorSpace => ({
  projectId: `prj_vectors_${process.pid}`,
  name: `model-${Date.now()}.${++spaces}`,
  dimension: 3,
  ...part,
});
const vectorOf = (...numbers: number[]) => Float32Array.from(numbers);
const entry = (id: string, numbers: number[], labels?: Record<string, string>): VectorEntry => ({
  id,
  vector: vectorOf(...numbers),
  ...(labels && { labels }),
});

/** Engines over a network may show a write a little later. */
async function eventually(check: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await check();
    } catch (error) {
      if (tries >= 100) throw error;
      await sleep(50);
    }
  }
}

async function found(index: VectorIndex, space: VectorSpace, numbers: number[], limit = 10) {
  const { matches } = await index.query(space, { vector: vectorOf(...numbers), limit });
  return matches.map(({ id }) => id);
}

async function listed(index: VectorIndex, space: VectorSpace): Promise<string[]> {
  const ids: string[] = [];
  for await (const id of index.list(space)) ids.push(id);
  return ids;
}

function finding(get: Get): void {
  test("the entries with the highest inner product come first, with it, and no more than were asked for", async () => {
    const space = newSpace();
    const { index } = get();
    await index.upsert(space, [entry("x", [1, 0, 0]), entry("y", [0, 1, 0]), entry("xy", [0.6, 0.8, 0])]);
    await eventually(async () => expect(await found(index, space, [0, 1, 0])).toEqual(["y", "xy", "x"]));
    await eventually(async () => {
      const { matches, isDegraded } = await index.query(space, { vector: vectorOf(0, 1, 0), limit: 2 });
      expect(isDegraded).toBe(false);
      expect(matches.map(({ id }) => id)).toEqual(["y", "xy"]);
      expect(matches[1]?.score).toBeCloseTo(0.8, 5);
    });
    await eventually(async () => expect(await found(index, space, [0, -1, 0], 1)).toEqual(["x"]));
  });

  test("labels narrow what is found: any of a name's values, and all names", async () => {
    const space = newSpace();
    const { index } = get();
    await index.upsert(space, [
      entry("a", [1, 0, 0], { kind: "page", language: "en" }),
      entry("b", [1, 0.1, 0], { kind: "post", language: "en" }),
      entry("c", [1, 0.2, 0], { kind: "page", language: "de" }),
      entry("d", [1, 0.3, 0]),
    ]);
    const labelled = async (where: Record<string, string[]>) => {
      const { matches } = await index.query(space, { vector: vectorOf(1, 0, 0), limit: 10, where });
      return matches.map(({ id }) => id).toSorted();
    };
    await eventually(async () => expect(await labelled({ kind: ["page"] })).toEqual(["a", "c"]));
    await eventually(async () =>
      expect(await labelled({ kind: ["page", "post"], language: ["en"] })).toEqual(["a", "b"]),
    );
    expect(await labelled({ kind: ["absent"] })).toEqual([]);
    await eventually(async () => {
      const query = { vector: vectorOf(1, 0, 0), limit: 1, where: { language: ["de"] } };
      const { matches } = await index.query(space, query);
      expect(matches[0]?.labels).toEqual({ kind: "page", language: "de" });
    });
  });

  test("of many entries the same are found as by comparing all of them", async () => {
    const space = newSpace({ dimension: 8 });
    const { index } = get();
    const entries = Array.from({ length: 1_500 }, (_, i) =>
      entry(
        `n${String(i).padStart(4, "0")}`,
        Array.from({ length: 8 }, (__, d) => Math.sin((i + 1) * (d + 1) * 1.7)),
      ),
    );
    await index.upsert(space, entries);
    const query = Array.from({ length: 8 }, (_, d) => Math.cos(d));
    const expected = entries
      .map(({ id, vector }) => ({ id, score: vector.reduce((sum, value, d) => sum + value * (query[d] ?? 0), 0) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, 50)
      .map(({ id }) => id);
    await eventually(async () => expect(await found(index, space, query, 50)).toEqual(expected));
    await eventually(async () => expect(await listed(index, space)).toEqual(entries.map(({ id }) => id)));
    await eventually(async () => expect(await index.count(space)).toBe(entries.length));
  });
}

function keeping(get: Get): void {
  test("an entry is replaced whole, read back as it was given, and forgotten when it is deleted", async () => {
    const space = newSpace();
    const { index } = get();
    await index.upsert(space, [entry("a", [1, 0, 0], { kind: "old" }), entry("b", [0, 1, 0])]);
    await index.upsert(space, [entry("a", [0, 0, 0.5])]);
    await eventually(async () => {
      const read = await index.fetch(space, ["a", "b", "absent"]);
      expect([...read.keys()].toSorted()).toEqual(["a", "b"]);
      expect([...(read.get("a")?.vector ?? [])]).toEqual([0, 0, 0.5]);
      expect(read.get("a")?.labels ?? {}).toEqual({});
    });
    await index.delete(space, ["a", "absent"]);
    await eventually(async () => expect(await listed(index, space)).toEqual(["b"]));
    await eventually(async () => expect(await index.count(space)).toBe(1));
    await eventually(async () => expect(await found(index, space, [1, 1, 1])).toEqual(["b"]));
  });

  test("a restart keeps what was answered", async () => {
    const space = newSpace();
    const { index, reopen } = get();
    await index.upsert(space, [entry("a", [1, 0, 0]), entry("b", [0, 1, 0])]);
    await index.delete(space, ["b"]);
    const again = reopen();
    await eventually(async () => expect(await found(again, space, [1, 1, 0])).toEqual(["a"]));
    await again.upsert(space, [entry("c", [0, 1, 0])]);
    await eventually(async () => expect((await found(index, space, [1, 1, 0])).toSorted()).toEqual(["a", "c"]));
    await again.close();
  });

  test("a space that was dropped is empty, and may begin anew with another dimension", async () => {
    const space = newSpace();
    const { index } = get();
    await index.upsert(space, [entry("a", [1, 0, 0])]);
    await eventually(async () => expect(await found(index, space, [1, 0, 0])).toEqual(["a"]));
    await index.drop(space);
    await index.drop(space);
    await eventually(async () => expect(await found(index, space, [1, 0, 0])).toEqual([]));
    const wider = { ...space, dimension: 4 };
    await index.upsert(wider, [entry("b", [0, 0, 0, 1])]);
    await eventually(async () => expect(await found(index, wider, [0, 0, 0, 1])).toEqual(["b"]));
  });

  test("what holds nothing answers nothing", async () => {
    const space = newSpace();
    const { index } = get();
    await index.upsert(space, []);
    expect(await found(index, space, [1, 0, 0])).toEqual([]);
    expect(await listed(index, space)).toEqual([]);
    expect((await index.fetch(space, ["a"])).size).toBe(0);
    expect(await index.count(space)).toBe(0);
    await index.delete(space, ["a"]);
  });
}

function apart(get: Get): void {
  test("another project and another space with the same ids are never found, listed, changed or dropped", async () => {
    const space = newSpace();
    const others = [
      { ...space, projectId: `${space.projectId}_other` },
      { ...space, name: `${space.name}.other` },
    ];
    const { index } = get();
    await index.upsert(space, [entry("mine", [1, 0, 0]), entry("same", [1, 0, 0])]);
    for (const other of others) {
      expect(await found(index, other, [1, 0, 0])).toEqual([]);
      expect((await index.fetch(other, ["mine"])).size).toBe(0);
      await index.upsert(other, [entry("same", [0, 1, 0])]);
      await index.delete(other, ["mine"]);
      await eventually(async () => expect(await listed(index, other)).toEqual(["same"]));
      await index.drop(other);
    }
    await eventually(async () => expect(await listed(index, space)).toEqual(["mine", "same"]));
    expect([...((await index.fetch(space, ["same"])).get("same")?.vector ?? [])]).toEqual([1, 0, 0]);
  });
}

function refusing(get: Get): void {
  const refused = { code: "invalid_parameter" };
  test.each([
    ["a vector of another length", entry("a", [1, 0])],
    ["a number that is none", entry("a", [1, Number.NaN, 0])],
    ["a vector that points nowhere", entry("a", [0, 0, 0])],
    ["an empty id", entry("", [1, 0, 0])],
    ["an id with a control character", entry("a\nb", [1, 0, 0])],
    ["a label whose name is none", entry("a", [1, 0, 0], { "$or ": "x" })],
  ])("%s is refused, and nothing of the call is kept", async (_, wrong) => {
    const space = newSpace();
    const { index } = get();
    await expect(index.upsert(space, [entry("right", [1, 0, 0]), wrong])).rejects.toMatchObject(refused);
    expect(await listed(index, space)).toEqual([]);
  });

  test("names of spaces that could lead elsewhere, and questions without an answer, are refused", async () => {
    const { index } = get();
    for (const part of [{ projectId: "a/b" }, { name: "../x" }, { name: "" }, { dimension: 0 }, { dimension: 1.5 }])
      await expect(index.upsert(newSpace(part), [])).rejects.toMatchObject(refused);
    const space = newSpace();
    const ask = (vector: Float32Array, limit: number) => index.query(space, { vector, limit });
    await expect(ask(vectorOf(1, 0), 1)).rejects.toMatchObject(refused);
    await expect(ask(vectorOf(1, 0, 0), 0)).rejects.toMatchObject(refused);
    await expect(ask(vectorOf(1, 0, 0), 10_001)).rejects.toMatchObject(refused);
  });
}
