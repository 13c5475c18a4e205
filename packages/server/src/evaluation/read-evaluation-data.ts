import { RapportError } from "@rapport/contracts/errors";
import type { Interactions } from "@rapport/engine/collaborative/interactions";
import { groupByUser } from "@rapport/engine/collaborative/interactions";
import { columnOf, readAtomicFile } from "./read-atomic-file.ts";

/** Files of one data set. */
export type EvaluationFiles = { inter: string; user?: string | undefined; item?: string | undefined };

export type EvaluationData = {
  interactions: Interactions;
  /** Categories of each item, where a file of items gives them. */
  categoriesOf?: ((item: number) => readonly number[]) | undefined;
  /** Users of each value of an attribute with few values: `gender=F`. */
  segments: Map<string, Set<number>>;
};

/** Attributes with more values than this say nothing about a group. */
const MAX_VALUES = 12;

/** Reads a data set in RecBole's layout. @throws RapportError invalid_parameter naming file and line */
export async function readEvaluationData(files: EvaluationFiles, minRating: number): Promise<EvaluationData> {
  const users = new Map<string, number>();
  const items = new Map<string, number>();
  const table = await readInteractions(files.inter, minRating, users, items);
  const interactions = groupByUser({ ...table, users: users.size, items: items.size });
  return {
    interactions,
    categoriesOf: files.item === undefined ? undefined : await readCategories(files.item, items),
    segments: files.user === undefined ? new Map() : await readSegments(files.user, users),
  };
}

async function readInteractions(
  path: string,
  minRating: number,
  users: Map<string, number>,
  items: Map<string, number>,
) {
  const file = await readAtomicFile(path);
  const [user, item, time] = ["user_id", "item_id", "timestamp"].map((name) => columnOf(file, name, path));
  const rating = file.columns.findIndex(({ name }) => name === "rating");
  const [userOf, itemOf, timesMs]: [number[], number[], number[]] = [[], [], []];
  file.rows.forEach((row, index) => {
    if (rating >= 0 && Number(row[rating]) < minRating) return;
    const seconds = Number(row[time ?? -1]);
    if (row.length !== file.columns.length || !Number.isFinite(seconds)) {
      throw new RapportError("invalid_parameter", `${path}, data line ${index + 1}: not a row of this table`);
    }
    userOf.push(numberOf(users, row[user ?? -1] ?? ""));
    itemOf.push(numberOf(items, row[item ?? -1] ?? ""));
    timesMs.push(seconds * 1_000);
  });
  return { userOf: Int32Array.from(userOf), itemOf: Int32Array.from(itemOf), timesMs: Float64Array.from(timesMs) };
}

/** Categories are the words of the first column of sequences that is not a title. */
async function readCategories(path: string, items: Map<string, number>) {
  const file = await readAtomicFile(path);
  const id = columnOf(file, "item_id", path);
  const place = file.columns.findLastIndex(({ type }) => type === "token_seq");
  if (place < 0) return undefined;
  const names = new Map<string, number>();
  const categories: number[][] = Array.from({ length: items.size }, () => []);
  for (const row of file.rows) {
    const item = items.get(row[id] ?? "");
    if (item === undefined) continue;
    const words = (row[place] ?? "").split(" ").filter((word) => word !== "");
    categories[item] = words.map((word) => numberOf(names, word));
  }
  return (item: number) => categories[item] ?? [];
}

async function readSegments(path: string, users: ReadonlyMap<string, number>): Promise<Map<string, Set<number>>> {
  const file = await readAtomicFile(path);
  const id = columnOf(file, "user_id", path);
  const segments = new Map<string, Set<number>>();
  file.columns.forEach(({ name }, place) => {
    const values = new Set(file.rows.map((row) => row[place]));
    if (place === id || values.size > MAX_VALUES) return;
    for (const row of file.rows) {
      const user = users.get(row[id] ?? "");
      if (user === undefined) continue;
      const key = `${name}=${row[place]}`;
      segments.set(key, (segments.get(key) ?? new Set()).add(user));
    }
  });
  return segments;
}

function numberOf(numbers: Map<string, number>, name: string): number {
  const known = numbers.get(name);
  if (known !== undefined) return known;
  numbers.set(name, numbers.size);
  return numbers.size - 1;
}
