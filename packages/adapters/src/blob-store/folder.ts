import { randomUUID } from "node:crypto";
import type { Dirent } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { chunksOf, requireBlobKey, requireBlobPrefix } from "@rapport/ports/blob-key";
import type { BlobBody, BlobStore, ListedBlob, OpenedBlob } from "@rapport/ports/blob-store";

/** Ends the names of files, which no part of a key may have: a blob `a` and the folder of `a/b` stand side by side. */
const FILE_END = "~";
/** Folder of what is being written; no key begins with a dot. */
const WORKING = ".working";
/** Nobody writes one blob for so long: what is older was left by a process that was killed. */
const LEFT_MS = 24 * 3_600_000;

/**
 * Blobs as files of a folder. One is written aside, synced and renamed into its place, so that it is there whole or not at all,
 * also after a power cut. Servers may share the folder.
 */
export function openFolderBlobStore({ dir }: { dir: string }): BlobStore {
  const place = (key: string) => {
    requireBlobKey(key);
    return join(dir, `${key}${FILE_END}`);
  };
  let cleaning: Promise<void> | undefined;
  return {
    async put(key, body) {
      const target = place(key);
      cleaning ??= removeLeft(join(dir, WORKING));
      await cleaning;
      await write(join(dir, WORKING), target, body);
    },
    open: async (key) => openFile(place(key)),
    read: async (key) => absentAs(undefined, readFile(place(key))),
    delete: async (key) => rm(place(key), { force: true }),
    async *list(prefix) {
      requireBlobPrefix(prefix);
      yield* listFolder(dir, prefix);
    },
  };
}

async function write(working: string, target: string, body: BlobBody): Promise<void> {
  await mkdir(working, { recursive: true });
  const aside = join(working, randomUUID());
  try {
    const file = await open(aside, "wx", 0o600);
    try {
      for await (const chunk of chunksOf(body)) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await mkdir(dirname(target), { recursive: true });
    await rename(aside, target);
    await syncFolder(dirname(target));
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

async function removeLeft(working: string): Promise<void> {
  for (const name of await absentAs<string[]>([], readdir(working))) {
    const path = join(working, name);
    const file = await absentAs(undefined, stat(path));
    if (file && Date.now() - file.mtimeMs > LEFT_MS) await rm(path, { force: true });
  }
}

/** The name is on disk only once its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  await folder.sync().finally(() => folder.close());
}

async function openFile(path: string): Promise<OpenedBlob | undefined> {
  const file = await absentAs(undefined, open(path, "r"));
  if (!file) return undefined;
  // An open file stays what it was, whatever its name is given to meanwhile.
  const { size } = await file.stat();
  return { sizeBytes: size, body: file.createReadStream() };
}

/** Depth first, in the order of whole keys: a name in its place among the folders that begin with it. */
async function* listFolder(dir: string, prefix: string): AsyncIterable<ListedBlob> {
  const entries = await absentAs<Dirent[]>([], readdir(join(dir, prefix), { withFileTypes: true }));
  const found = entries
    .filter((entry) => entry.name !== WORKING && (entry.isDirectory() || entry.name.endsWith(FILE_END)))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name.slice(0, -FILE_END.length)))
    .sort((a, b) => (a < b ? -1 : 1));
  for (const name of found) {
    const key = `${prefix}${name}`;
    if (name.endsWith("/")) yield* listFolder(dir, key);
    else {
      const file = await absentAs(undefined, stat(join(dir, `${key}${FILE_END}`)));
      if (file) yield { key, sizeBytes: file.size };
    }
  }
}

/** What is not there is an answer, everything else an error. */
async function absentAs<T>(absent: T, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(String(Object(error).code))) return absent;
    throw error;
  }
}
