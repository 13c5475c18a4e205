import { expect, it } from "vitest";
import { createRecommender, restoreRecommender } from "./recommender.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 0, 31);

function createShop() {
  const recommender = createRecommender();
  let people = 0;
  const view = (itemId: string, times: number, daysAgo: number) => {
    for (let time = 0; time < times; time += 1) {
      people += 1;
      const timestampMs = NOW_MS - daysAgo * DAY_MS;
      recommender.observe({ personId: `person-${people}`, itemId, action: "viewed", weight: 1, timestampMs });
    }
  };
  for (let daysAgo = 28; daysAgo >= 0; daysAgo -= 1) {
    view("steady", 20, daysAgo);
    view("fading", daysAgo, daysAgo);
  }
  view("rising", 25, 0);
  view("seen twice", 2, 0);
  return recommender;
}
const list = (recommender: ReturnType<typeof createRecommender>, trending: boolean) =>
  recommender
    .recommend({ history: [], exclude: new Set(), trending, diversity: 0, limit: 4, nowMs: NOW_MS })
    .map(({ itemId }) => itemId);

it("puts what is wanted more than usual first, and what is wanted as always only fills the list", () => {
  const shop = createShop();
  expect(list(shop, false)[0]).toBe("steady");
  const trends = list(shop, true);
  expect(trends[0]).toBe("rising");
  expect(trends.indexOf("fading")).toBeGreaterThan(trends.indexOf("seen twice"));
  expect(trends).toHaveLength(4);
});

it("goes on after a snapshot", () => {
  const shop = createShop();
  expect(list(restoreRecommender(shop.snapshot()), true)).toEqual(list(shop, true));
});
