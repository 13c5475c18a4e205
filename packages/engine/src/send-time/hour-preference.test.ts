import { describe, expect, it } from "vitest";
import { preferHours } from "./hour-preference.ts";

const at = (hour: number, count: number) => Array.from({ length: 24 }, (_, index) => (index === hour ? count : 0));

describe("the hours of a person", () => {
  it("are the project's while nothing is known of the person, and their own with evidence", () => {
    const project = at(20, 1000);
    expect(preferHours(at(7, 0), project)).toMatchObject({ bestHour: 20, evidence: 0 });
    expect(preferHours(at(7, 3), project).bestHour).toBe(20);
    expect(preferHours(at(7, 40), project)).toMatchObject({ bestHour: 7 });
  });

  it("are a distribution that leaves no hour out", () => {
    const { probabilities } = preferHours(at(7, 5), at(20, 10));
    expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    expect(Math.min(...probabilities)).toBeGreaterThan(0);
  });
});
