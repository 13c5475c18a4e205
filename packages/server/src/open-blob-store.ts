import { join } from "node:path";
import { openFolderBlobStore } from "@rapport/adapters/blob-store/folder";
import type { BlobStore } from "@rapport/ports/blob-store";
import type { Config } from "./config.ts";

/** Opens the store of blobs on the engine that the configuration names. */
export async function openBlobStore({ blobs, dataDir }: Config): Promise<BlobStore> {
  if (blobs.engine === "folder") return openFolderBlobStore({ dir: blobs.dir ?? join(dataDir, "blobs") });
  const { openS3BlobStore } = await import("@rapport/adapters/blob-store/s3");
  return openS3BlobStore(blobs);
}
