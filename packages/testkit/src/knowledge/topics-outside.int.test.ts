import { openMemoryVectorIndex } from "@rapport/adapters/vector-index/memory";
import { openMirroredVectorIndex } from "@rapport/adapters/vector-index/mirrored";
import { openPgvectorIndex } from "@rapport/adapters/vector-index/pgvector";
import { openPineconeIndex } from "@rapport/adapters/vector-index/pinecone";
import { knowledgeQuerySchema } from "@rapport/contracts/knowledge";
import type { Context } from "@rapport/domain/context";
import { addDocument } from "@rapport/domain/knowledge/add-document";
import { deleteDocument } from "@rapport/domain/knowledge/get-document";
import { queryKnowledge } from "@rapport/domain/knowledge/query-knowledge";
import { KnowledgeBook } from "@rapport/domain/knowledge/searching/knowledge-book";
import type { VectorIndex } from "@rapport/ports/vector-index";
import type { Store } from "@rapport/store/database";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { createTestServices } from "../store/create-test-services.ts";
import { openTestStore, readRows } from "../store/open-test-store.ts";
import { openPgvectorStore } from "../vector-index/open-pgvector-store.ts";
import { openPineconeFront } from "../vector-index/pinecone-front.ts";

const THINGS = ["kettle", "lamp", "chair", "table", "carpet", "mirror"];
const ABOUT: [string, (thing: string) => string][] = [
  [
    "Care",
    (thing) => `Clean the ${thing} with a soft cloth. Polish the ${thing} twice a year. Dust harms its surface.`,
  ],
  ["Delivery", (thing) => `The ${thing} ships by courier within two days. Parcels with a ${thing} need a signature.`],
  ["Returns", (thing) => `Send the ${thing} back within thirty days. Refunds for a ${thing} are paid to your card.`],
];
const QUESTIONS = ["How do I clean the lamp?", "Which courier brings parcels?", "What about the surface of a mirror?"];
const WAIT = { timeout: 20_000, interval: 50 };
const spacesSchema = z.array(z.object({ name: z.string(), dimension: z.number() }));

type Outside = { vectors: VectorIndex; close: () => Promise<void> };

async function openPgvector(): Promise<Outside> {
  const store = await openPgvectorStore();
  return { vectors: await openPgvectorIndex({ store }), close: () => store.close() };
}

/** As a server has it: what the store keeps stands in for a service that is away. */
async function openPinecone(store: Store): Promise<Outside> {
  const front = await openPineconeFront({ apiKey: "key" });
  const where = { index: "rapport", cloud: "aws", region: "us-east-1", controllerUrl: front.url } as const;
  const outside = openPineconeIndex({ apiKey: "key", ...where });
  const exact = openMemoryVectorIndex({ store });
  const guard = <T>(call: () => Promise<T>) => call();
  return {
    vectors: openMirroredVectorIndex({ store, exact, outside, guard, onFailure: () => {} }),
    close: front.close,
  };
}

describe.each<[string, (store: Store) => Promise<Outside>]>([
  ["pgvector", openPgvector],
  ["Pinecone", openPinecone],
])("chunks that stand in %s by their topics", (_name, open) => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  async function begin() {
    const store = await openTestStore();
    const { vectors, close } = await open(store);
    ends.push(
      () => vectors.close(),
      close,
      () => store.close(),
    );
    const { services } = createTestServices(store, Date.UTC(2026, 0, 5, 12));
    const near: Context = { ...services, projectId: "prj_topics", actor: { kind: "system" } };
    const far: Context = { ...near, knowledge: new KnowledgeBook(store, near.log, vectors) };
    for (const thing of THINGS) {
      for (const [subject, text] of ABOUT) {
        await addDocument(near, {
          kind: "text",
          title: `${subject}: ${thing}`,
          text: text(thing),
          format: "text",
          language: "en",
        });
      }
    }
    const spaces = async () => {
      const [row] = await readRows(
        store,
        "select topic_spaces from knowledge_revisions where project_id = 'prj_topics'",
      );
      return spacesSchema.parse(row?.topic_spaces).map((space) => ({ projectId: "prj_topics", ...space }));
    };
    const count = async () => {
      const latest = (await spaces()).at(-1);
      return latest === undefined ? 0 : vectors.count(latest);
    };
    return { store, vectors, near, far, spaces, count };
  }
  /** By subject: things of which nothing was asked are alike, and their order is nobody's. */
  const passagesOf = async (ctx: Context, question: string) => {
    const { passages } = await queryKnowledge(ctx, knowledgeQuerySchema.parse({ question }));
    const found = passages.map(({ title, why }) => ({ subject: title.replace(/: .*/, ""), topics: why.topics }));
    return found.sort((left, right) => left.subject.localeCompare(right.subject) || right.topics - left.topics);
  };
  const asClose = (found: { subject: string; topics: number }[]) =>
    found.map(({ subject, topics }) => ({ subject, topics: expect.closeTo(topics, 2) }));

  test("are found as those in memory are, in all documents and in some", async () => {
    const { near, far, count } = await begin();
    for (const question of QUESTIONS) {
      const wanted = await passagesOf(near, question);
      expect(wanted.some(({ topics }) => topics > 0)).toBe(true);
      await expect.poll(() => passagesOf(far, question), WAIT).toEqual(asClose(wanted));
    }
    expect(await count()).toBe(THINGS.length * ABOUT.length);
    const { passages } = await queryKnowledge(near, knowledgeQuerySchema.parse({ question: "courier" }));
    const documentIds = passages.slice(1, 3).map(({ documentId }) => documentId);
    // Two that are as near as each other: which of them is the nearer says nothing.
    const foundIn = async (ctx: Context) =>
      (await queryKnowledge(ctx, knowledgeQuerySchema.parse({ question: "courier", documentIds }))).passages
        .map(({ documentId }) => documentId)
        .sort();
    await expect.poll(() => foundIn(far), WAIT).toEqual(documentIds.toSorted());
  });

  test("follow what is added and taken away", async () => {
    const { near, far, count } = await begin();
    const [first] = (await queryKnowledge(far, knowledgeQuerySchema.parse({ question: "courier of the lamp" })))
      .passages;
    await deleteDocument(near, first?.documentId ?? "");
    await passagesOf(far, "courier");
    await expect.poll(count, WAIT).toBe(THINGS.length * ABOUT.length - 1);
    const text = "The vase ships by courier within two days. Parcels with a vase need a signature.";
    await addDocument(near, { kind: "text", title: "Delivery: vase", text, format: "text", language: "en" });
    await passagesOf(far, "courier");
    await expect.poll(count, WAIT).toBe(THINGS.length * ABOUT.length);
    const best = async () =>
      (await queryKnowledge(far, knowledgeQuerySchema.parse({ question: "courier of the vase" }))).passages[0];
    await expect.poll(best, WAIT).toMatchObject({ title: "Delivery: vase", why: { topics: expect.closeTo(1, 2) } });
  });

  test("are written once by all servers, and given up for later ones", async () => {
    const { store, near, far, vectors, spaces } = await begin();
    await passagesOf(far, "courier");
    await expect
      .poll(async () => vectors.count((await spaces())[0] ?? { projectId: "", name: "", dimension: 128 }), WAIT)
      .toBe(18);
    const written: string[] = [];
    const watched: VectorIndex = {
      engine: vectors.engine,
      upsert: async (space, entries) => {
        written.push(...entries.map(({ id }) => id));
        await vectors.upsert(space, entries);
      },
      fetch: (space, ids) => vectors.fetch(space, ids),
      query: (space, query) => vectors.query(space, query),
      delete: (space, ids) => vectors.delete(space, ids),
      list: (space) => vectors.list(space),
      count: (space) => vectors.count(space),
      drop: (space) => vectors.drop(space),
      close: async () => {},
    };
    const onAnother = () => ({ ...near, knowledge: new KnowledgeBook(store, near.log, watched) });
    await passagesOf(onAnother(), "courier");
    expect(written).toEqual([]);
    const [oldest] = await spaces();
    for (const title of ["One", "Two", "Three"]) {
      await addDocument(near, { kind: "text", title, text: `${title} more lamp.`, format: "text", language: "en" });
      await passagesOf(onAnother(), "courier");
    }
    expect(written.length).toBe(19 + 20 + 21);
    const names = (await spaces()).map(({ name }) => name);
    expect([names.length, names.includes(oldest?.name ?? "")]).toEqual([3, false]);
    await expect.poll(() => (oldest ? vectors.count(oldest) : -1), WAIT).toBe(0);
  });
});

test("an engine that is away leaves the words", async () => {
  const store = await openTestStore();
  const { services } = createTestServices(store, Date.UTC(2026, 0, 5, 12));
  const away = async (): Promise<never> => Promise.reject(new Error("The engine is away"));
  const list: VectorIndex["list"] = async function* () {
    yield* [];
  };
  const vectors: VectorIndex = {
    engine: "x",
    upsert: away,
    fetch: away,
    query: away,
    delete: away,
    list,
    count: away,
    drop: away,
    close: away,
  };
  const knowledge = new KnowledgeBook(store, services.log, vectors);
  const ctx: Context = { ...services, knowledge, projectId: "prj_away", actor: { kind: "system" } };
  const text = "Parcels ship by courier within two days.";
  await addDocument(ctx, { kind: "text", title: "Delivery", text, format: "text", language: "en" });
  const { answer, passages } = await queryKnowledge(
    ctx,
    knowledgeQuerySchema.parse({ question: "When do parcels ship by courier?" }),
  );
  expect(answer).toContain("within two days");
  expect(passages[0]?.why).toMatchObject({ words: 1, topics: 0 });
  await store.close();
});
