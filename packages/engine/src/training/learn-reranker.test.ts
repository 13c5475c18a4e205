import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { createPool, orderPool, setCandidate } from "../reranking/reranker.ts";
import { learnReranker } from "./learn-reranker.ts";
import type { RerankExample } from "./rerank-examples.ts";

const CANDIDATES = 20;
const HOUR_MS = 3_600_000;

/**
 * Questions whose right answer is what transitions say for people who are here, and what EASE says for those who come
 * back: no weights suit both. With `isLinear`, the blend's order is right for everybody.
 */
function drawQuestions(count: number, isLinear: boolean, seed: number): RerankExample[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, question) => {
    const isHere = question % 2 === 0;
    const candidates = Array.from({ length: CANDIDATES }, () => [random.next(), 0, 0, random.next(), 0]);
    const blendedOf = ([ease = 0, , , transitions = 0]: number[]) => (ease + transitions) / 2;
    candidates.sort((left, right) => blendedOf(right) - blendedOf(left));
    const truths = candidates.map((candidate) => (isLinear ? blendedOf(candidate) : (candidate[isHere ? 3 : 0] ?? 0)));
    const right = truths.indexOf(Math.max(...truths));
    const pool = createPool(CANDIDATES);
    candidates.forEach((relative, place) => {
      const moment = { historySize: 5, idleMs: isHere ? 60_000 : 30 * HOUR_MS };
      setCandidate(pool, place, { relative, blended: blendedOf(relative), unscaled: [0, 0] }, moment);
    });
    const relevant = Uint8Array.from({ length: CANDIDATES }, (__, place) => Number(place === right));
    return { pool, relevant, wanted: 1, askedMs: question };
  });
}

const placeOfRight = ({ relevant }: RerankExample, order: Int32Array) => order.indexOf(relevant.indexOf(1));

describe("learnReranker", () => {
  it("corrects an order that no weights can make right, on questions that it has not seen", () => {
    const learned = learnReranker(drawQuestions(1_000, false, 1), 10);
    expect(learned?.after).toBeGreaterThan((learned?.before ?? 1) * 1.3);
    const fresh = drawQuestions(200, false, 2);
    if (learned === undefined) throw new Error("nothing was learned");
    const places = fresh.map((question) => placeOfRight(question, orderPool(learned.reranker, question.pool)));
    expect(places.filter((place) => place === 0).length).toBeGreaterThan(150);
    expect(fresh.filter(({ relevant }) => relevant[0] === 1).length).toBeLessThan(120);
  });

  it("is not kept where the blend orders rightly already, nor learned from too few questions", () => {
    expect(learnReranker(drawQuestions(1_000, true, 1), 10)).toBeUndefined();
    expect(learnReranker(drawQuestions(399, false, 1), 10)).toBeUndefined();
  });
});
