import { requireBlobKey, requireBlobPrefix } from "@rapport/ports/blob-key";
import type { BlobBody, BlobStore, ListedBlob } from "@rapport/ports/blob-store";
import type { S3Options, S3Request } from "./s3-client.ts";
import { createS3Client } from "./s3-client.ts";
import { readTag, readTags } from "./s3-xml.ts";

/** Bytes of one part of an upload in parts: S3 takes 5 MiB and more, and at most 10,000 parts (80 GB). */
const PART_BYTES = 8 * 1024 * 1024;

/**
 * Blobs in a bucket of S3 or of a store that speaks its protocol (signature version 4; put, get, delete, list v2, uploads in parts).
 * A body of up to 8 MiB is one request; a longer one goes up in parts that are held in memory one at a time, and becomes the
 * blob by the last request.
 */
export function openS3BlobStore(options: S3Options): BlobStore {
  const ask = createS3Client(options);
  const at = (key: string) => {
    requireBlobKey(key);
    return options.prefix + key;
  };
  const read = async (key: string) => {
    const answer = await ask({ method: "GET", key: at(key), absent: true });
    return answer && new Uint8Array(await answer.arrayBuffer());
  };
  return {
    put: async (key, body) => put(ask, at(key), body),
    read,
    async open(key) {
      const answer = await ask({ method: "GET", key: at(key), absent: true });
      if (!answer) return undefined;
      // as: fetch's stream of bytes is an async iterable in Node, which its web types leave out
      const body = (answer.body ?? []) as unknown as AsyncIterable<Uint8Array>;
      return { sizeBytes: Number(answer.headers.get("content-length")), body };
    },
    async delete(key) {
      await ask({ method: "DELETE", key: at(key), absent: true });
    },
    list(prefix) {
      return listBucket(ask, prefix, options.prefix);
    },
  };
}

type Ask = (request: S3Request) => Promise<Response | undefined>;

async function put(ask: Ask, key: string, body: BlobBody): Promise<void> {
  const parts = partsOf(body);
  const first = await parts.next();
  const second = first.done ? first : await parts.next();
  if (second.done) {
    await ask({ method: "PUT", key, body: first.value ?? new Uint8Array() });
    return;
  }
  const begun = await ask({ method: "POST", key, query: { uploads: "" } });
  const uploadId = readTag(await begun?.text(), "UploadId");
  try {
    const etags: string[] = [];
    for (let part: IteratorResult<Uint8Array> = first; !part.done; ) {
      const query = { partNumber: String(etags.length + 1), uploadId };
      const answer = await ask({ method: "PUT", key, query, body: part.value });
      etags.push(answer?.headers.get("etag") ?? "");
      part = etags.length === 1 ? second : await parts.next();
    }
    await complete(ask, key, uploadId, etags);
  } catch (error) {
    // Parts of an upload that nobody ends are stored, and paid for, for ever.
    await ask({ method: "DELETE", key, query: { uploadId }, absent: true }).catch(() => undefined);
    throw error;
  }
}

async function complete(ask: Ask, key: string, uploadId: string, etags: readonly string[]): Promise<void> {
  const parts = etags.map((etag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
  const body = new TextEncoder().encode(`<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`);
  const answer = await ask({ method: "POST", key, query: { uploadId }, body });
  const text = await answer?.text();
  // S3 may answer 200 first and find out then: only a result with a tag is one.
  readTag(text, "ETag");
}

/** Regroups a body into parts of the size that uploads take; all but the last are full. */
async function* partsOf(body: BlobBody): AsyncGenerator<Uint8Array, undefined> {
  let part = new Uint8Array(PART_BYTES);
  let filled = 0;
  for await (const chunk of body instanceof Uint8Array ? [body] : body) {
    for (let from = 0; from < chunk.length; ) {
      const taken = chunk.subarray(from, from + PART_BYTES - filled);
      part.set(taken, filled);
      filled += taken.length;
      from += taken.length;
      if (filled < PART_BYTES) continue;
      yield part;
      part = new Uint8Array(PART_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}

async function* listBucket(ask: Ask, prefix: string, root: string): AsyncIterable<ListedBlob> {
  requireBlobPrefix(prefix);
  let token: string | undefined;
  do {
    const query = { "list-type": "2", prefix: root + prefix, ...(token && { "continuation-token": token }) };
    const text = (await (await ask({ method: "GET", query }))?.text()) ?? "";
    for (const entry of readTags(text, "Contents")) {
      yield { key: readTag(entry, "Key").slice(root.length), sizeBytes: Number(readTag(entry, "Size")) };
    }
    token = readTags(text, "NextContinuationToken")[0];
  } while (token !== undefined);
}
