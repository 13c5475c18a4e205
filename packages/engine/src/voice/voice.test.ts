import { expect, test } from "vitest";
import type { Random } from "../random.ts";
import { createRandom } from "../random.ts";
import { cutPieces, learnVoice } from "./learn-voice.ts";
import { matchVoice } from "./match-voice.ts";
import { measureText } from "./measure-text.ts";

const TOPICS = ["kettle", "garden", "harbour", "letter", "market", "window"];
/** A writer with habits: what joins clauses, how long they are, which marks end them. The subjects are everybody's. */
function write(random: Random, words: number, habits: { joins: string[]; end: string; clause: number }): string {
  const text: string[] = [];
  while (text.length < words) {
    for (let clause = 0; clause < habits.clause; clause += 1) {
      text.push(random.pick(habits.joins), "the", random.pick(TOPICS), random.pick(["was", "is"]), random.pick(TOPICS));
    }
    text.push(`${text.pop()}${habits.end}`);
  }
  return text.join(" ");
}
const OURS = { joins: ["and", "so", "then"], end: "!", clause: 1 };
const THEIRS = { joins: ["which", "however", "whereas"], end: ".", clause: 4 };

test("a text of the voice is more likely its own than one of others, and what speaks against the other is named", () => {
  const random = createRandom(1);
  const voice = learnVoice([write(random, 3_000, OURS)], [write(random, 3_000, THEIRS)]);
  const [own, other] = [matchVoice(voice, write(random, 150, OURS)), matchVoice(voice, write(random, 150, THEIRS))];
  expect(own.probability).toBeGreaterThan(0.8);
  expect(other.probability).toBeLessThan(0.2);
  expect(other.hints.map(({ measure, is }) => `${is} ${measure}`)).toContain("more “which”");
  expect(other.hints.every(({ part }) => part < 0)).toBe(true);
});

test("measures do not grow with the text, and are the same for the same text", () => {
  const text = write(createRandom(2), 300, OURS);
  const [once, twice] = [measureText(text), measureText(`${text} ${text}`)];
  expect(Math.max(...once.map((value, at) => Math.abs(value - (twice[at] ?? 0))))).toBeLessThan(0.05);
  expect(measureText(text)).toEqual(once);
  expect(measureText("").every(Number.isFinite)).toBe(true);
});

test("too little text teaches no voice, and says how much it takes", () => {
  expect(() => learnVoice(["A few words."], [write(createRandom(3), 3_000, THEIRS)])).toThrow("1500 words");
  expect(cutPieces(["a b c d e", "f"], 2)).toEqual(["a b", "c d"]);
});
