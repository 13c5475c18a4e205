import { RapportError } from "@rapport/contracts/errors";

/** Which engine finds vectors, and where. */
export type VectorsSetting =
  | { engine: "memory" }
  | { engine: "pgvector" }
  | {
      engine: "pinecone";
      apiKey: string;
      index: string;
      cloud: "aws" | "gcp" | "azure";
      region: string;
      controllerUrl: string | undefined;
    };

const PINECONE = /^(?<index>[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?)@(?<cloud>aws|gcp|azure):(?<region>[a-z0-9-]{1,40})$/;
const EXAMPLE = "rapport@aws:us-east-1";

/** Reads `RAPPORT_VECTORS` and what belongs to it. @throws RapportError invalid_parameter naming the variable to set */
export function parseVectorsSetting(
  engine: "memory" | "pgvector" | "pinecone",
  given: { databaseUrl: string | undefined; apiKey: string | undefined; index: string; url: string | undefined },
): VectorsSetting {
  if (engine === "memory") return { engine };
  if (engine === "pgvector") {
    if (given.databaseUrl === undefined)
      throw settingError("RAPPORT_VECTORS", "pgvector is an extension of Postgres: set DATABASE_URL, too");
    return { engine };
  }
  if (given.apiKey === undefined)
    throw settingError("RAPPORT_PINECONE_API_KEY", "must hold the key of a Pinecone project");
  const where = PINECONE.exec(given.index)?.groups;
  if (!where) throw settingError("RAPPORT_PINECONE_INDEX", `must read name@cloud:region, e.g. ${EXAMPLE}`);
  const { index = "", cloud, region = "" } = where;
  // as: the pattern takes these three clouds only
  const known = cloud as "aws" | "gcp" | "azure";
  return { engine, apiKey: given.apiKey, index, cloud: known, region, controllerUrl: given.url };
}

function settingError(name: string, message: string): RapportError {
  return new RapportError("invalid_parameter", `The environment is not valid. ${name}: ${message}`, {
    fields: [{ pointer: name, message }],
  });
}
