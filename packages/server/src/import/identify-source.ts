import { createHash } from "node:crypto";
import { basename } from "node:path";
import { IMPORT_START } from "./import-record.ts";
import { readLines } from "./read-lines.ts";

/**
 * Names a file by its name and its first line: a file that grew keeps its id. A file with the same first line keeps it
 * too; `hashBefore` tells those apart.
 */
export async function identifySource(path: string): Promise<string> {
  let first = "";
  for await (const { text } of readLines(path, IMPORT_START)) {
    first = text;
    break;
  }
  return `${basename(path)}:${createHash("sha256").update(first).digest("hex").slice(0, 16)}`;
}
