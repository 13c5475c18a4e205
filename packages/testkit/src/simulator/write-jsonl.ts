import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Lines joined into one write: a write per line would spend its time in system calls. */
const LINES = 500;

/** Writes one JSON document per line, as fast as the disk takes it; resolves with the number of lines. */
export async function writeJsonl(path: string, values: Iterable<unknown>): Promise<number> {
  let lines = 0;
  function* chunks(): Generator<string> {
    let chunk = "";
    for (const value of values) {
      chunk += `${JSON.stringify(value)}\n`;
      lines += 1;
      if (lines % LINES !== 0) continue;
      yield chunk;
      chunk = "";
    }
    yield chunk;
  }
  await pipeline(Readable.from(chunks()), createWriteStream(path));
  return lines;
}
