import { expect, test } from "vitest";
import { describeFeature, describeLift } from "./describe-feature.ts";

test("a feature is said as what people do, also one of a kind that is not known here", () => {
  expect(describeFeature("category Home & Kitchen")).toEqual({ kind: "likes", text: "Home & Kitchen" });
  expect(describeFeature("trait plan pro")).toEqual({ kind: "is", text: "plan pro" });
  expect(describeFeature("weekday Monday")).toEqual({ kind: "has", text: "weekday Monday" });
});

test("how much more often is said only where it is more often", () => {
  expect(describeLift(0.9, 0.3)).toBe("3.0 times as often");
  expect(describeLift(0.5, 0.49)).toBe("");
  expect(describeLift(0.5, 0)).toBe("");
});
