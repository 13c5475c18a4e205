import { recommendedItemSchema } from "@rapport/contracts/catalog";
import { expect, test } from "vitest";
import { writeRecommendations } from "./write-recommendations.ts";

const item = recommendedItemSchema.parse({ id: "kettle", name: '"Kettle" \u2028 é', attributes: { volts: 230 } });
const explanation = {
  text: "Because you viewed Pan",
  because: [{ itemId: "pan", name: "Pan", action: "viewed", share: 0.1 + 0.2 }],
  generators: { transitions: 1 },
};
const recommendation = { itemId: "kettle", score: 1 / 3, position: 0, item, explanation };
const empty = { decisionId: "dec_1", placement: 'a "name"', recommendations: [], degraded: [] };

test("an answer is written byte for byte as JSON.stringify writes it", () => {
  const exploration = { policy: "linucb", policyVersion: 1, itemId: "kettle", propensity: 0.9, explored: false };
  const ruled = { itemId: "pan", score: 0, position: 1, rules: ["pinned at 2"], item: null, explanation };
  const answers = [
    empty,
    { ...empty, recommendations: [recommendation, ruled, recommendation] },
    { ...empty, recommendations: [recommendation], degraded: ["warming" as const], exploration, holdout: true },
  ];
  for (const answer of answers) expect(writeRecommendations(answer)).toBe(JSON.stringify(answer));
});

test("an item that has changed is written anew", () => {
  writeRecommendations({ ...empty, recommendations: [recommendation] });
  const renamed = { ...recommendation, item: { ...item, name: "Pot" } };
  expect(writeRecommendations({ ...empty, recommendations: [renamed] })).toContain("Pot");
});
