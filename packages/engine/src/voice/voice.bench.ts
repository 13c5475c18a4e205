import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { rocAuc } from "../calibration/classification-metrics.ts";
import type { Random } from "../random.ts";
import { createRandom } from "../random.ts";
import { cutPieces, learnVoice, sumOf } from "./learn-voice.ts";
import { measureText, VOICE_MEASURES } from "./measure-text.ts";

// How well texts of one author are told from those of authors that were never seen: `--corpus FOLDER` of text files, whose names say
// the author and the year by `--author PATTERN`; `--within 40` compares authors with those of at most so many years before or after
// them alone, whose language is the same. Authors are drawn apart: those that stand for others in learning are not those that are judged.
const { values } = parseArgs({
  options: {
    corpus: { type: "string" },
    author: { type: "string", default: "^(?<year>\\d+)_(?<author>.+)_[a-z]+\\.txt$" },
    within: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    splits: { type: "string", default: "3" },
  },
});
const LENGTHS = [50, 150, 250, 500, 1_000];
const PROFILE_WORDS = 8_000;
const HELD_WORDS = 4_000;
if (values.corpus === undefined) throw new Error("Say where the texts are: --corpus FOLDER");

const texts = new Map<string, string[]>();
const years = new Map<string, number>();
for (const file of readdirSync(values.corpus).sort()) {
  const { author, year } = new RegExp(values.author).exec(file)?.groups ?? {};
  if (author === undefined) continue;
  years.set(author, Math.min(Number(year ?? 0), years.get(author) ?? Number.POSITIVE_INFINITY));
  texts.set(author, [...(texts.get(author) ?? []), readFileSync(join(values.corpus, file), "utf8")]);
}
const lengthOf = (author: string) => (texts.get(author) ?? []).join(" ").split(/\s+/).length;
const authors = [...texts.keys()].filter((author) => lengthOf(author) >= PROFILE_WORDS + HELD_WORDS);
console.log(`${authors.length} authors with at least ${PROFILE_WORDS + HELD_WORDS} words`);
const random = createRandom(Number(values.seed));
const SENTENCE = VOICE_MEASURES.indexOf("sentence words");
const byLength = new Map(LENGTHS.map((length) => [length, { ours: [] as number[], sentences: [] as number[] }]));

for (let split = 0; split < Number(values.splits); split += 1) {
  for (const author of authors) judgeAuthor(author);
}
console.log("words   AUC    worst author   mean sentence length");
for (const [length, { ours, sentences }] of byLength) {
  const worst = Math.min(...ours).toFixed(3);
  console.log(
    `${String(length).padStart(5)}   ${mean(ours).toFixed(3)}  ${worst.padStart(12)}   ${mean(sentences).toFixed(3)}`,
  );
}

function judgeAuthor(author: string): void {
  const own = shuffle(texts.get(author) ?? [], random);
  // Whole texts are on one side: what two pieces of one speech share is its subject.
  const { first: profile, rest: held } = takeWords(own, PROFILE_WORDS);
  const strangers = shuffle(
    authors.filter((other) => isNear(author, other)),
    random,
  );
  const half = Math.floor(strangers.length / 2);
  const sample = (other: string, words: number) => takeWords(shuffle(texts.get(other) ?? [], random), words).first;
  const others = strangers.slice(0, half).flatMap((other) => sample(other, 1_500));
  const impostors = strangers.slice(half).flatMap((other) => sample(other, 2_000));
  const voice = learnVoice(profile, others);
  const sentence = mean(cutPieces(profile, 150).map((piece) => measureText(piece)[SENTENCE] ?? 0));
  for (const [length, { ours, sentences }] of byLength) {
    const mine = cutPieces([held.join(" ")], length).map(measureText);
    const theirs = cutPieces(impostors, length).map(measureText);
    const all = [...mine, ...theirs];
    const labels = Float64Array.from(all, (_, at) => (at < mine.length ? 1 : 0));
    ours.push(
      rocAuc(
        Float64Array.from(all, (piece) => sumOf(voice, piece)),
        labels,
      ),
    );
    const near = (piece: Float64Array) => -Math.abs((piece[SENTENCE] ?? 0) - sentence);
    sentences.push(rocAuc(Float64Array.from(all, near), labels));
  }
}

function isNear(author: string, other: string): boolean {
  return other !== author && Math.abs((years.get(author) ?? 0) - (years.get(other) ?? 0)) <= Number(values.within);
}

function takeWords(from: readonly string[], words: number): { first: string[]; rest: string[] } {
  const first: string[] = [];
  let left = words;
  let at = 0;
  for (; at < from.length && left > 0; at += 1) {
    const tokens = (from[at] ?? "").split(/\s+/).slice(0, left);
    first.push(tokens.join(" "));
    left -= tokens.length;
  }
  return { first, rest: from.slice(at) };
}

function shuffle<T>(from: readonly T[], random: Random): T[] {
  return from
    .map((value) => ({ value, key: random.next() }))
    .sort((left, right) => left.key - right.key)
    .map(({ value }) => value);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / Math.max(1, numbers.length);
}
