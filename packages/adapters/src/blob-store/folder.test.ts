import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { blobStoreConformance } from "@rapport/ports/blob-store/conformance";
import { expect, test } from "vitest";
import { openFolderBlobStore } from "./folder.ts";

const makeDir = () => mkdtemp(join(tmpdir(), "blobs-"));

blobStoreConformance("folder", async () => {
  const dir = await makeDir();
  return { store: openFolderBlobStore({ dir: join(dir, "blobs") }), remove: () => rm(dir, { recursive: true }) };
});

test("what a killed process was writing is cleared away, and is no blob", async () => {
  const dir = await makeDir();
  await mkdir(join(dir, ".working"));
  const yesterday = new Date(Date.now() - 25 * 3_600_000);
  for (const name of ["left", "written-now"]) await writeFile(join(dir, ".working", name), "half of a");
  await utimes(join(dir, ".working", "left"), yesterday, yesterday);
  const store = openFolderBlobStore({ dir });
  const keys = [];
  for await (const { key } of store.list("")) keys.push(key);
  await store.put("a", new Uint8Array(3));
  expect([keys, await readdir(join(dir, ".working"))]).toEqual([[], ["written-now"]]);
  await rm(dir, { recursive: true });
});
