import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Detector } from "@jscpd/core";
import { Tokenizer } from "@jscpd/tokenizer";

/** What is as long as this, in tokens and in lines, and stands twice is a duplicate. */
const LEAST = { minTokens: 50, minLines: 5 };

/** Share of duplicate lines in percent, and where each duplicate stands, among those of `files` that are looked through. */
export async function measureDuplicates(root, files) {
  const found = [];
  let lines = 0;
  const detector = new Detector(new Tokenizer(), new FrameStore(), [], { ...LEAST, hashFunction });
  detector.on("START_DETECTION", ({ source }) => {
    lines += source.getLinesCount();
  });
  for (const file of files.filter(isCompared)) {
    const format = file.endsWith("x") ? "tsx" : "typescript";
    found.push(...(await detector.detect(file, readFileSync(join(root, file), "utf8"), format)));
  }
  const doubled = found.reduce((sum, { duplicationA }) => sum + linesOf(duplicationA), 0);
  return {
    percent: lines === 0 ? 0 : Math.round((10_000 * doubled) / lines) / 100,
    places: found.map(
      ({ duplicationA: a, duplicationB: b }) =>
        `${a.sourceId}:${a.start.line} = ${b.sourceId}:${b.start.line} (${linesOf(a)} lines)`,
    ),
  };
}

/** Node's own in place of one in JavaScript: it is asked for every token. */
const hashFunction = (tokens) => hash("md5", tokens);

/** What was seen of each format. The library's own makes an error with its stack for every token that is new. */
class FrameStore {
  #formats = new Map();
  #frames = new Map();

  namespace(format) {
    this.#frames = this.#formats.get(format) ?? new Map();
    this.#formats.set(format, this.#frames);
  }

  get(key) {
    return this.#frames.has(key) ? Promise.resolve(this.#frames.get(key)) : Promise.reject();
  }

  set(key, frame) {
    this.#frames.set(key, frame);
    return Promise.resolve(frame);
  }
}

const linesOf = ({ start, end }) => end.line - start.line;

/** Tests may say the same thing twice, settings must. */
function isCompared(file) {
  return (
    /^packages\/.+\.tsx?$/.test(file) &&
    !/\.(test|test-d|e2e|bench|conformance|config)\.tsx?$|^packages\/[^/]+\/test\//.test(file)
  );
}
