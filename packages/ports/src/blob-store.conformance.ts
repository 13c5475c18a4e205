import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gatherChunks } from "./blob-key.ts";
import type { BlobStore } from "./blob-store.ts";

export type BlobStoreFixture = { store: BlobStore; remove: () => Promise<void> };

/** The guarantees of `BlobStore` as tests. Every engine runs this suite, on an empty store for each test. */
export function blobStoreConformance(name: string, createFixture: () => Promise<BlobStoreFixture>): void {
  describe(`blob store contract: ${name}`, () => {
    let fixture: BlobStoreFixture | undefined;
    beforeEach(async () => {
      fixture = await createFixture();
    });
    afterEach(() => fixture?.remove());
    const store = () => {
      if (!fixture) throw new Error("The store is there only while a test runs");
      return fixture.store;
    };
    keeping(store);
    bodies(store);
    keys(store);
    listing(store);
  });
}

type Get = () => BlobStore;
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (value: Uint8Array | undefined) => value && new TextDecoder().decode(value);

function keeping(store: Get): void {
  test("what was put is read, whole and as a stream, until it is deleted; deleting twice is no error", async () => {
    expect(await store().read("models/a.bin")).toBeUndefined();
    expect(await store().open("models/a.bin")).toBeUndefined();
    await store().put("models/a.bin", bytes("first"));
    await store().put("models/a.bin", bytes("second, and longer"));
    expect(text(await store().read("models/a.bin"))).toBe("second, and longer");
    const opened = await store().open("models/a.bin");
    expect(opened?.sizeBytes).toBe(18);
    expect(text(opened && (await gatherChunks(opened.body)))).toBe("second, and longer");
    await store().delete("models/a.bin");
    await store().delete("models/a.bin");
    expect(await store().read("models/a.bin")).toBeUndefined();
  });

  test("an empty blob is a blob", async () => {
    await store().put("empty", new Uint8Array());
    expect((await store().read("empty"))?.length).toBe(0);
    const opened = await store().open("empty");
    expect([opened?.sizeBytes, opened && (await gatherChunks(opened.body)).length]).toEqual([0, 0]);
  });

  test("of writers at once one wins whole, and readers meanwhile see whole blobs only", async () => {
    const candidates = Array.from({ length: 8 }, (_, i) => new Uint8Array(200_000 + i).fill(i));
    await store().put("contested", candidates[0] ?? new Uint8Array());
    const readers = Array.from({ length: 8 }, async (_, i) => {
      await sleep(i);
      return store().read("contested");
    });
    await Promise.all(candidates.map((body) => store().put("contested", body)));
    for (const seen of [...(await Promise.all(readers)), await store().read("contested")]) {
      expect(seen?.length).toBe(200_000 + (seen?.[0] ?? -1));
      expect(new Set(seen)).toEqual(new Set([seen?.[0]]));
    }
  });
}

function bodies(store: Get): void {
  test("a body of many pieces, larger than any piece an engine sends, comes back bit for bit", async () => {
    const piece = (i: number) => new Uint8Array(1_000_003).fill(i * 7 + 1);
    async function* pieces() {
      for (let i = 0; i < 18; i++) yield piece(i);
    }
    const expected = createHash("sha256");
    for (let i = 0; i < 18; i++) expected.update(piece(i));
    await store().put("exports/large.csv", pieces());
    const opened = await store().open("exports/large.csv");
    expect(opened?.sizeBytes).toBe(18 * 1_000_003);
    const seen = createHash("sha256");
    for await (const chunk of opened?.body ?? []) seen.update(chunk);
    expect(seen.digest("hex")).toBe(expected.digest("hex"));
  }, 30_000);

  test.each([
    ["a small", 10],
    ["a large", 12_000_000],
  ])("a body that breaks off (%s one) leaves what was there", async (_, size) => {
    await store().put("kept", bytes("before"));
    async function* broken() {
      yield new Uint8Array(size);
      throw new Error("The source ended early");
    }
    await expect(store().put("kept", broken())).rejects.toThrow("ended early");
    await expect(store().put("never", broken())).rejects.toThrow("ended early");
    expect(text(await store().read("kept"))).toBe("before");
    expect(await store().read("never")).toBeUndefined();
    expect(await keysOf(store(), "")).toEqual(["kept"]);
  });
}

function keys(store: Get): void {
  test("a key may be the beginning of another one", async () => {
    for (const key of ["a", "a/b", "a/b/c", "a.b", "a-b/c=d_e.1"]) await store().put(key, bytes(key));
    for (const key of ["a", "a/b", "a/b/c", "a.b", "a-b/c=d_e.1"]) expect(text(await store().read(key))).toBe(key);
    await store().delete("a/b");
    expect(await keysOf(store(), "")).toEqual(["a", "a-b/c=d_e.1", "a.b", "a/b/c"]);
  });

  const hostile = [
    "",
    "/",
    "a/",
    "/a",
    "a//b",
    "..",
    "../a",
    "a/../b",
    ".a",
    "a/.b",
    "a\\b",
    "a\0",
    "a b",
    "ä",
    "a?b",
    "a#b",
  ];
  test.each([...hostile, "%2e%2e/a", "x".repeat(513), "a/b/c/d/e/f/g/h/i"])(
    "the key %j is refused everywhere",
    async (key) => {
      const refused = { code: "invalid_parameter" };
      await expect(store().put(key, bytes("x"))).rejects.toMatchObject(refused);
      await expect(store().open(key)).rejects.toMatchObject(refused);
      await expect(store().read(key)).rejects.toMatchObject(refused);
      await expect(store().delete(key)).rejects.toMatchObject(refused);
      if (key !== "" && key !== "a/") await expect(keysOf(store(), `${key}/`)).rejects.toMatchObject(refused);
    },
  );
}

function listing(store: Get): void {
  test("a list has what begins with the prefix, in order, with sizes, and nothing else", async () => {
    const wanted = Array.from({ length: 25 }, (_, i) => `p/m/${String(i).padStart(3, "0")}`);
    await Promise.all([...wanted, "p/n/1", "p/mm/1", "q"].map((key) => store().put(key, bytes(key))));
    const listed = [];
    for await (const blob of store().list("p/m/")) listed.push(blob);
    expect(listed).toEqual(wanted.map((key) => ({ key, sizeBytes: key.length })));
    expect(await keysOf(store(), "nothing/")).toEqual([]);
    expect(await keysOf(store(), "")).toHaveLength(28);
  });
}

async function keysOf(store: BlobStore, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list(prefix)) found.push(key);
  return found;
}
