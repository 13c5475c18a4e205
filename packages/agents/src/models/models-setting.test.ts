import { describe, expect, test } from "vitest";
import { parseModelsSetting } from "./models-setting.ts";

const model = (change: object) => ({ baseUrl: "http://127.0.0.1:1/v1", model: "m", ...change });
const MODELS = {
  cheap: model({ inputPrice: 1, quality: 1, speed: 2 }),
  good: model({ inputPrice: 9, quality: 9, speed: 1 }),
  fast: model({ inputPrice: 5, quality: 5, speed: 9 }),
};
const parse = (change: object) => parseModelsSetting(JSON.stringify({ models: MODELS, ...change }));

describe("RAPPORT_MODELS", () => {
  test("orders models by price, quality and speed, or as they are named", () => {
    const roles = {
      draft: { priority: "quality" },
      judge: { priority: "cost" },
      plan: { priority: "speed" },
      extract: ["fast"],
    };
    expect(parse({ roles }).order).toEqual({
      draft: ["good", "fast", "cheap"],
      judge: ["cheap", "fast", "good"],
      plan: ["fast", "cheap", "good"],
      extract: ["fast"],
    });
  });

  test.each([
    ["{", "not JSON"],
    [JSON.stringify({ models: { "A B": model({}) } }), "models"],
    [JSON.stringify({ models: { a: { model: "m" } } }), "models.a.baseUrl"],
    [JSON.stringify({ models: MODELS, roles: { draft: ["none"] } }), "roles.draft: there is no model “none”"],
    [JSON.stringify({ models: MODELS, budget: { dayTokens: -1 } }), "budget.dayTokens"],
  ])("%s is refused, saying where it is wrong", (text, where) => {
    expect(() => parseModelsSetting(text)).toThrow(where);
  });
});
