import { blobStoreConformance } from "@rapport/ports/blob-store/conformance";
import { createMemoryBlobStore } from "./memory-blob-store.ts";

blobStoreConformance("memory", async () => ({ store: createMemoryBlobStore(), remove: async () => {} }));
