import { blobStoreConformance } from "@rapport/ports/blob-store/conformance";
import { openS3Front } from "@rapport/testkit/blob-store/s3-front";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openS3BlobStore } from "./s3.ts";
import type { S3Options } from "./s3-client.ts";

const account = { region: "eu-central-1", keyId: "rapport-test", keySecret: "secret/+key" };
/** A real server of the protocol, when one is there: its address, with the bucket that may be filled. */
const realUrl = process.env.S3_TEST_URL;

let front: Awaited<ReturnType<typeof openS3Front>>;
beforeAll(async () => {
  front = await openS3Front(account);
});
afterAll(() => front.close());

const optionsOf = (part: Partial<S3Options> = {}) => ({
  ...account,
  bucket: "blobs",
  prefix: `tests/${crypto.randomUUID()}/`,
  endpoint: front.url,
  ...part,
});

blobStoreConformance("s3", async () => ({ store: openS3BlobStore(optionsOf()), remove: async () => {} }));

describe.runIf(realUrl)("a real server", () => {
  const { origin = "", pathname = "" } = realUrl === undefined ? {} : new URL(realUrl);
  const where = { endpoint: origin, bucket: pathname.slice(1) };
  blobStoreConformance("s3", async () => ({ store: openS3BlobStore(optionsOf(where)), remove: async () => {} }));
});

test("a wrong secret, another region and a bucket that is not there are told by name, not taken for an absent blob", async () => {
  const read = (part: Partial<S3Options>) => openS3BlobStore(optionsOf(part)).read("a");
  await expect(read({ keySecret: "another" })).rejects.toThrow("SignatureDoesNotMatch");
  await expect(read({ region: "us-east-1" })).rejects.toThrow("AuthorizationHeaderMalformed");
  await expect(read({ bucket: "nothing" })).rejects.toThrow("NoSuchBucket");
});

test("a server that stumbles is asked again; one that answers 200 to an upload it could not put together is not believed", async () => {
  const store = openS3BlobStore(optionsOf());
  front.fail({ times: 2, status: 503 });
  await store.put("stumbled", new Uint8Array([1, 2, 3]));
  front.fail({ times: 1, status: 500 });
  expect(await store.read("stumbled")).toEqual(new Uint8Array([1, 2, 3]));
  front.failCompletion();
  await expect(store.put("parts", new Uint8Array(9_000_000))).rejects.toThrow("InternalError");
  expect(await store.read("parts")).toBeUndefined();
  expect(front.openUploads()).toBe(0);
});

test("an endpoint that is not there is an error that says so", async () => {
  const store = openS3BlobStore(optionsOf({ endpoint: "http://127.0.0.1:9" }));
  await expect(store.read("a")).rejects.toMatchObject({ code: "unavailable" });
});
