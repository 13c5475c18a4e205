import type { CatalogFormat } from "@rapport/contracts/catalog";

const BY_ENDING: Record<string, CatalogFormat> = {
  csv: "csv",
  tsv: "tsv",
  txt: "google_tsv",
  jsonl: "jsonl",
  ndjson: "jsonl",
  xml: "google_xml",
};

/** The form of a catalog file by how its name ends; undefined when that says nothing. */
export function guessFormat(fileName: string): CatalogFormat | undefined {
  return BY_ENDING[/\.(\w+)$/.exec(fileName)?.[1]?.toLowerCase() ?? ""];
}
