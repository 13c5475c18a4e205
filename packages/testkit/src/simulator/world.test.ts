import { createRandom } from "@rapport/engine/random";
import { describe, expect, it } from "vitest";
import { generateCatalog } from "./generate-catalog.ts";
import { resolveOptions } from "./options.ts";
import type { Mind } from "./world.ts";
import { createWorld, drawNextItem, nextItemDistribution } from "./world.ts";

const startMs = Date.UTC(2026, 0, 5);
const options = resolveOptions({ seed: 3, visitors: 1, startMs, days: 10, catalog: generateCatalog(3, 40, 4) });
const world = createWorld({ ...options, coldItemShare: 0.1 });
const minds: Record<string, Mind> = {
  "before the first view": { taste: Float64Array.of(0.7, 0.1, 0.1, 0.1), focus: -1, lastItem: -1 },
  "after a view": { taste: Float64Array.of(0.1, 0.2, 0.3, 0.4), focus: 2, lastItem: 6 },
};

describe.each(Object.entries(minds))("%s", (_, mind) => {
  const chances = nextItemDistribution(world, mind, startMs);

  it("the true probabilities sum to one and leave out late items and the current one", () => {
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
    expect(chances[mind.lastItem] ?? 0).toBe(0);
    const late = chances.filter((_, item) => (world.availableFrom[item] ?? 0) > startMs);
    expect(late).toEqual(new Float64Array(4));
  });

  it("drawn items follow the true probabilities", () => {
    const random = createRandom(11);
    const draws = 40_000;
    const counts = new Float64Array(chances.length);
    for (let i = 0; i < draws; i += 1) {
      const item = drawNextItem(world, random, mind, startMs);
      counts[item] = (counts[item] ?? 0) + 1;
    }
    // Five standard errors: a right sampler fails once in a million items.
    chances.forEach((chance, item) => {
      const error = Math.sqrt((chance * (1 - chance)) / draws);
      expect(Math.abs((counts[item] ?? 0) / draws - chance)).toBeLessThanOrEqual(5 * error);
    });
  });
});
