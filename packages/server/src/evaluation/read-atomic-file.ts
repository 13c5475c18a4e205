import { readFile } from "node:fs/promises";
import { RapportError } from "@rapport/contracts/errors";

/** A table of text: RecBole's "atomic file" (tab-separated, header of name:type), or MovieLens' u.data without header. */
export type AtomicFile = { columns: { name: string; type: string }[]; rows: string[][] };

/** Columns of `u.data`, which has no header. */
const HEADERLESS = ["user_id:token", "item_id:token", "rating:float", "timestamp:float"];

/** Reads a table. @throws RapportError invalid_parameter naming the file and what is wrong with it */
export async function readAtomicFile(path: string): Promise<AtomicFile> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new RapportError("invalid_parameter", `${path} cannot be read`, { cause });
  });
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  const first = lines[0]?.split("\t") ?? [];
  const isHeaderless = first.length === HEADERLESS.length && first.every((cell) => Number.isFinite(Number(cell)));
  const header = isHeaderless ? HEADERLESS : first;
  const columns = header.map((cell) => {
    const [name = "", type = ""] = cell.split(":");
    if (type === "") throw new RapportError("invalid_parameter", `${path}: the header “${cell}” must be name:type`);
    return { name, type };
  });
  return { columns, rows: lines.slice(isHeaderless ? 0 : 1).map((line) => line.split("\t")) };
}

/** Place of a column. @throws RapportError invalid_parameter when the file has none of this name */
export function columnOf({ columns }: AtomicFile, name: string, path: string): number {
  const place = columns.findIndex((column) => column.name === name);
  if (place < 0) throw new RapportError("invalid_parameter", `${path} has no column ${name}`);
  return place;
}
