import type { PutComputedTrait } from "@rapport/contracts/computed-traits";
import { expect, test } from "vitest";
import { readForm, toForm } from "./trait-form.ts";

const TRAITS: PutComputedTrait[] = [
  {
    key: "orders_30d",
    description: "Orders of a month",
    definition: {
      measure: { events: ["Order Completed"], where: [], calculation: { kind: "count" } },
      window: { kind: "rolling", hours: 720 },
    },
  },
  {
    key: "basket",
    description: "",
    definition: {
      measure: {
        events: ["Order Completed"],
        where: [
          { property: "total", operator: "at_least", value: 10 },
          { property: "country", operator: "one_of", value: ["CH", "DE"] },
          { property: "coupon", operator: "not_exists" },
        ],
        calculation: { kind: "sum", property: "total" },
      },
      per: { events: ["Signed In", "Product Viewed"], where: [], calculation: { kind: "count" } },
      window: { kind: "since", since: "2026-01-01T00:00:00Z" },
    },
  },
  {
    key: "last_items",
    description: "",
    definition: {
      measure: {
        events: ["Product Viewed"],
        where: [],
        calculation: { kind: "list", property: "product_id", limit: 5 },
      },
      window: { kind: "all_time" },
    },
  },
];

test.each(TRAITS)("the form of $key says the same as the trait", (trait) => {
  expect(readForm(toForm(trait))).toEqual({ trait });
});

test("what is missing is named", () => {
  expect(readForm(toForm(undefined)).fault).toMatch(/^key: /);
  const form = { ...toForm(TRAITS[0]), measure: { ...toForm(TRAITS[0]).measure, events: " , " } };
  expect(readForm(form).fault).toMatch(/^measure › events: /);
});
