import { vectorIndexConformance } from "@rapport/ports/vector-index/conformance";
import { openStore } from "@rapport/store/client";
import type { Store } from "@rapport/store/database";
import { createTestDatabase } from "@rapport/testkit/store/open-test-store";
import { openPgvectorStore } from "@rapport/testkit/vector-index/open-pgvector-store";
import postgres from "postgres";
import { expect, test } from "vitest";
import { openPgvectorIndex } from "./pgvector.ts";

const serverUrl = process.env.PGVECTOR_TEST_URL ?? process.env.DATABASE_URL;
/** Whether the server of the tests has the extension. */
const hasExtension = serverUrl !== undefined && (await hasPgvector(serverUrl));

vectorIndexConformance("pgvector in the process", async () => fixtureOf(await openPgvectorStore(), async () => {}));

if (hasExtension && serverUrl) {
  vectorIndexConformance("pgvector on a server", async () => {
    const database = await createTestDatabase(serverUrl);
    return fixtureOf(await openStore({ databaseUrl: database.url, exclusive: false }), database.remove);
  });
}

test("a space of many entries gets an index, which finds nearly all that comparing every one finds", async () => {
  const store = await openPgvectorStore();
  const index = await openPgvectorIndex({ store });
  const space = { projectId: "prj_pgvector", name: "large", dimension: 16 };
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  const vectorAt = () => Float32Array.from({ length: 16 }, random);
  const entries = Array.from({ length: 10_050 }, (_, i) => ({
    id: `n${i}`,
    vector: vectorAt(),
    labels: { rare: i % 500 === 0 ? "yes" : "no" },
  }));
  await index.upsert(space, entries);
  const queries = Array.from({ length: 20 }, () => ({ vector: vectorAt(), limit: 20 }));
  const exact = [];
  for (const query of queries) exact.push(await index.query(space, query));
  expect(exact[0]?.isExact).toBe(true);
  await index.close();
  let [found, wanted] = [0, 0];
  for (const [i, query] of queries.entries()) {
    const answer = await index.query(space, query);
    expect(answer.isExact).toBe(false);
    const ids = new Set(answer.matches.map(({ id }) => id));
    for (const { id } of exact[i]?.matches ?? []) {
      wanted++;
      if (ids.has(id)) found++;
    }
  }
  expect(found / wanted).toBeGreaterThan(0.95);
  const rare = await index.query(space, { vector: vectorAt(), limit: 30, where: { rare: ["yes"] } });
  expect(rare.matches).toHaveLength(21);
  await store.close();
});

test("a database without the extension is refused, and the words say what to set", async () => {
  const store = await openStore({});
  await expect(openPgvectorIndex({ store })).rejects.toMatchObject({ code: "invalid_parameter" });
  await expect(openPgvectorIndex({ store })).rejects.toThrow("RAPPORT_VECTORS=memory");
  await store.close();
});

async function fixtureOf(store: Store, remove: () => Promise<void>) {
  const index = await openPgvectorIndex({ store });
  const again = await openPgvectorIndex({ store });
  return {
    index,
    reopen: () => again,
    remove: async () => {
      await index.close();
      await store.close();
      await remove();
    },
  };
}

async function hasPgvector(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1 });
  const rows = await sql`select 1 from pg_available_extensions where name = 'vector'`;
  await sql.end();
  return rows.length > 0;
}
