import { describe, expect, it } from "vitest";
import { judgeKnownPeople } from "./judge-shop.ts";
import { openLiveShop } from "./live-shop.ts";

describe("lists for people whose tastes are known", () => {
  it.each([1, 2])("are no worse trained than untrained in a small shop, seed %i", (seed) => {
    const judged = judgeKnownPeople(openLiveShop({ seed, visitors: 1_000, items: 300 }));
    const ndcgOf = (name: string) => judged.find(({ method }) => method === name)?.ndcg ?? Number.NaN;
    expect(ndcgOf("recommender")).toBeGreaterThanOrEqual(ndcgOf("recommender, untrained"));
    expect(ndcgOf("recommender, order not corrected")).toBeGreaterThanOrEqual(ndcgOf("recommender, untrained"));
    expect(ndcgOf("recommender, untrained")).toBeGreaterThan(1.5 * ndcgOf("popularity"));
  });
});
