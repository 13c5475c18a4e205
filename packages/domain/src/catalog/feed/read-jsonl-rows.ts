import type { FeedRow } from "./feed-row.ts";

/** One JSON item per line; empty lines are passed over, and a line that is no JSON is a fault of its own. */
export function* readJsonlRows(text: string): Generator<FeedRow> {
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    try {
      yield { row: index + 1, json: JSON.parse(line) };
    } catch {
      yield { row: index + 1, fault: { field: "", message: "is not valid JSON; write one object per line" } };
    }
  }
}
