import { expect, test } from "vitest";
import { parseVectorsSetting } from "./vectors-setting.ts";

const given = { databaseUrl: "postgres://x", apiKey: "key", index: "rapport@aws:us-east-1", url: undefined };

test("each engine is taken with what it needs", () => {
  expect(parseVectorsSetting("memory", { ...given, databaseUrl: undefined })).toEqual({ engine: "memory" });
  expect(parseVectorsSetting("pgvector", given)).toEqual({ engine: "pgvector" });
  expect(parseVectorsSetting("pinecone", given)).toMatchObject({ index: "rapport", cloud: "aws", region: "us-east-1" });
});

test.each([
  ["pgvector", { databaseUrl: undefined }, "DATABASE_URL"],
  ["pinecone", { apiKey: undefined }, "RAPPORT_PINECONE_API_KEY"],
  ["pinecone", { index: "Rapport" }, "RAPPORT_PINECONE_INDEX"],
  ["pinecone", { index: "rapport@moon:us" }, "RAPPORT_PINECONE_INDEX"],
] as const)("%s without what it needs is refused by the name of the variable", (engine, part, name) => {
  expect(() => parseVectorsSetting(engine, { ...given, ...part })).toThrow(name);
});
