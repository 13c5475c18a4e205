import { createHash } from "node:crypto";
import { open } from "node:fs/promises";

/** Enough that two exports with the same header and columns differ, little enough to read after every batch. */
const HASHED_BYTES = 64 * 1024;

/** Digest of the last 64 KB that a file holds before `byte`: the same while the file only grows. */
export async function hashBefore(path: string, byte: number): Promise<string> {
  const start = Math.max(0, byte - HASHED_BYTES);
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(byte - start), 0, byte - start, start);
    return createHash("sha256").update(buffer.subarray(0, bytesRead)).digest("hex").slice(0, 16);
  } finally {
    await file.close();
  }
}
