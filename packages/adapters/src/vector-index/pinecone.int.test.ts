import { vectorIndexConformance } from "@rapport/ports/vector-index/conformance";
import { openPineconeFront } from "@rapport/testkit/vector-index/pinecone-front";
import { expect, test } from "vitest";
import type { PineconeOptions } from "./pinecone.ts";
import { openPineconeIndex } from "./pinecone.ts";

const apiKey = "pinecone-test-key";
const optionsOf = (url: string): PineconeOptions => ({
  apiKey,
  index: "rapport",
  cloud: "aws",
  region: "us-east-1",
  controllerUrl: url,
});

vectorIndexConformance("pinecone", async () => {
  const front = await openPineconeFront({ apiKey });
  const open = () => openPineconeIndex(optionsOf(front.url));
  return { index: open(), reopen: open, remove: front.close };
});

const space = { projectId: "prj_a", name: "model", dimension: 2 };
const entries = [{ id: "a", vector: Float32Array.from([1, 0]) }];

test("there is one index for each dimension, and a namespace for each space of each project", async () => {
  const front = await openPineconeFront({ apiKey, delayMs: 0 });
  const servers = [1, 2].map(() => openPineconeIndex(optionsOf(front.url)));
  await Promise.all(servers.map((index) => index.upsert(space, entries)));
  await servers[0]?.upsert({ ...space, projectId: "prj_b" }, entries);
  await servers[0]?.upsert({ ...space, dimension: 3 }, [{ id: "a", vector: Float32Array.from([1, 0, 0]) }]);
  await expect.poll(() => front.namespaces().toSorted()).toEqual(["prj_a/model", "prj_a/model", "prj_b/model"]);
  expect(front.indexNames()).toEqual(["rapport-2", "rapport-3"]);
  await front.close();
});

test("a wrong key is told with the setting to change; a service that is away can be tried again", async () => {
  const front = await openPineconeFront({ apiKey });
  const wrong = openPineconeIndex({ ...optionsOf(front.url), apiKey: "another" });
  await expect(wrong.upsert(space, entries)).rejects.toThrow("RAPPORT_PINECONE_API_KEY");
  const index = openPineconeIndex(optionsOf(front.url));
  front.state.isDown = true;
  await expect(index.upsert(space, entries)).rejects.toMatchObject({ code: "unavailable" });
  front.state.isDown = false;
  await index.upsert(space, entries);
  await front.close();
});
