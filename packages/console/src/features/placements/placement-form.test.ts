import { putPlacementSchema } from "@rapport/contracts/placements";
import { describe, expect, it } from "vitest";
import { readForm, toForm } from "./placement-form.ts";
import { emptyRule } from "./rule-form.ts";

const where = [{ op: "eq", field: "category", value: "lamps" }];
const everything = putPlacementSchema.parse({
  description: "Top of the home page",
  itemType: "product",
  strategy: "related",
  rules: [
    { kind: "pin", itemId: "sku-1", position: 0 },
    { kind: "only", when: [{ op: "in", field: "tag", values: ["a, b", 'say "hi"', "007", 7, true, "true"] }] },
    { kind: "exclude", when: [{ op: "missing", field: "attributes.colour" }] },
    { kind: "bury", when: [{ op: "lt", field: "stock", value: 3 }, ...where] },
    { kind: "boost", when: [{ op: "contains", field: "type", value: "12" }], factor: 1.5 },
    { kind: "margin", weight: 0.25 },
    { kind: "repeat", actions: ["viewed", "saved"] },
    { kind: "category_cap", level: 1, max: 2 },
    { kind: "calibrate", weight: 0.4 },
  ],
  diversity: 0.07,
  fallback: ["newest", "popular"],
  needsConsent: true,
  exploration: { policy: "thompson", epsilon: 0.035, reward: "converted" },
  holdout: 0.1,
  attributionDays: 14,
});
const saved = { ...everything, name: "home-hero", version: 3, policyVersion: 1, updatedAt: "2026-01-01T00:00:00.000Z" };

describe("the form of a placement", () => {
  it("gives back every setting and rule as it was saved", () => {
    expect(readForm(toForm(saved), [])).toEqual({ name: "home-hero", body: everything });
  });

  it("starts a new placement with the defaults of the API", () => {
    const read = readForm({ ...toForm(undefined), name: " home " }, []);
    expect(read).toEqual({ name: "home", body: putPlacementSchema.parse({}) });
  });

  it("refuses a name that is taken, so that nothing is replaced unseen", () => {
    expect(readForm({ ...toForm(undefined), name: "home" }, ["home"]).fault).toContain("already");
  });

  it("takes an empty number for a fault, not for 0", () => {
    expect(readForm({ ...toForm(saved), holdout: "" }, []).fault).toContain("holdout");
  });

  it.each(["pin", "only", "bury", "boost"] as const)("names the rule in which a new %s lacks something", (kind) => {
    const form = toForm(saved);
    expect(readForm({ ...form, rules: [...form.rules, emptyRule(kind)] }, []).fault).toMatch(/^rule 10 › /);
  });
});
