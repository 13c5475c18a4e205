import { vectorIndexConformance } from "@rapport/ports/vector-index/conformance";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { openPineconeFront } from "@rapport/testkit/vector-index/pinecone-front";
import { describe, expect, test } from "vitest";
import { openMemoryVectorIndex } from "./memory.ts";
import { openMirroredVectorIndex } from "./mirrored.ts";
import { openPineconeIndex } from "./pinecone.ts";

const apiKey = "pinecone-test-key";

describeOnBothEngines("Pinecone behind the store", ({ store }) => {
  const begin = async () => {
    const front = await openPineconeFront({ apiKey });
    const failures: string[] = [];
    const open = () =>
      openMirroredVectorIndex({
        store: store(),
        exact: openMemoryVectorIndex({ store: store() }),
        outside: openPineconeIndex({ apiKey, index: "r", cloud: "aws", region: "us-east-1", controllerUrl: front.url }),
        guard: (call) => call(),
        onFailure: (what) => failures.push(what),
        retryMs: 100,
      });
    return { front, failures, open };
  };

  vectorIndexConformance("mirrored", async () => {
    const { front, open } = await begin();
    const index = open();
    const remove = async () => {
      await index.close();
      await front.close();
    };
    return { index, reopen: open, remove };
  });

  describe("when Pinecone goes away", () => {
    let spaces = 0;
    const newSpace = () => ({ projectId: "prj_mirror", name: `model-${++spaces}`, dimension: 2 });
    const entry = (id: string) => ({ id, vector: Float32Array.from([1, 0]) });
    const query = { vector: Float32Array.from([1, 0]), limit: 10 };

    test("answers come from the exact search and say so, and what was written meanwhile is brought when it is back", async () => {
      const { front, failures, open } = await begin();
      const [index, space] = [open(), newSpace()];
      await index.upsert(space, [entry("a"), entry("gone")]);
      await expect.poll(async () => (await index.query(space, query)).isExact).toBe(false);
      front.state.isDown = true;
      const degraded = await index.query(space, query);
      expect(degraded).toMatchObject({ isDegraded: true, isExact: true });
      expect(degraded.matches.map(({ id }) => id)).toEqual(["a", "gone"]);
      await index.upsert(space, [entry("b")]);
      await index.delete(space, ["gone"]);
      await expect.poll(() => failures).toContain("a space cannot be brought up to date");
      expect((await index.query(space, query)).matches.map(({ id }) => id)).toEqual(["a", "b"]);
      front.state.isDown = false;
      await expect.poll(async () => (await index.query(space, query)).isExact, { timeout: 20_000 }).toBe(false);
      await expect.poll(async () => (await index.query(space, query)).matches.map(({ id }) => id)).toEqual(["a", "b"]);
      await index.close();
      await front.close();
    });

    test("a server that starts after an outage brings what was missed, also deletions that are forgotten", async () => {
      const { front, open } = await begin();
      const [before, space] = [open(), newSpace()];
      await before.upsert(space, [entry("a"), entry("b")]);
      await expect.poll(async () => (await before.query(space, query)).isExact).toBe(false);
      front.state.isDown = true;
      await before.delete(space, ["a"]);
      await readRows(
        store(),
        "update vector_entries set deleted_at = now() - interval '8 days' where deleted_at is not null",
      );
      await before.delete(space, ["absent"]);
      await before.close();
      front.state.isDown = false;
      const after = open();
      expect((await after.query(space, query)).matches.map(({ id }) => id)).toEqual(["b"]);
      await expect.poll(async () => (await after.query(space, query)).isExact, { timeout: 20_000 }).toBe(false);
      await expect.poll(async () => (await after.query(space, query)).matches.map(({ id }) => id)).toEqual(["b"]);
      await after.close();
      await front.close();
    });
  });
});
