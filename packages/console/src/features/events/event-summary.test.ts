import { expect, test } from "vitest";
import { summariseEvent } from "./event-summary.ts";

test("the telling properties come first, at most four", () => {
  const payload = {
    properties: { zeta: 1, price: 12, name: "Copper Kettle", colour: "red", category: "Kitchen", alpha: true },
  };
  expect(summariseEvent({ name: "Product Viewed", payload }).map((part) => part.key)).toEqual([
    "name",
    "price",
    "category",
    "zeta",
  ]);
});

test("lists are counted, objects and empty values left out, long texts cut", () => {
  const parts = summariseEvent({
    name: "Order Completed",
    payload: { properties: { products: [1, 2], nested: { a: 1 }, empty: "", nothing: null, note: "x".repeat(200) } },
  });
  expect(parts.map((part) => part.key)).toEqual(["products", "note"]);
  expect(parts[0]?.value).toBe("2 entries");
  expect(parts[1]?.value).toHaveLength(64);
});

test("traits stand in where there are no properties, and the event's own name is not repeated", () => {
  expect(summariseEvent({ name: "identify", payload: { properties: {}, traits: { email: "a@b.c" } } })).toEqual([
    { key: "email", value: "a@b.c" },
  ]);
  expect(summariseEvent({ name: "Home", payload: { properties: { name: "Home" } } })).toEqual([]);
});
