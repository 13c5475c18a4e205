import { expect, test } from "vitest";
import { ACTION_WEIGHTS, extractInteractions } from "./extract-interactions.ts";

const of = (name: string, properties: unknown, type: "track" | "page" = "track") =>
  extractInteractions({ type, name, payload: { properties } }).map(({ itemId, action }) => `${action} ${itemId}`);

test.each<[string, unknown, string[]]>([
  ["Product Viewed", { product_id: "kettle" }, ["viewed kettle"]],
  ["product viewed", { productId: 7 }, ["viewed 7"]],
  [
    "Order Completed",
    { products: [{ product_id: "a" }, { item_id: "b" }, { product_id: "a" }] },
    ["purchased a", "purchased b"],
  ],
  ["Recommendation Clicked", { items: ["a", "b"] }, ["clicked a", "clicked b"]],
  ["Anything Else", { itemId: "a" }, ["engaged a"]],
  ["Article Read", { article_id: "a" }, ["viewed a"]],
  ["Post Liked", { postId: "a" }, ["saved a"]],
  ["Offer Redeemed", { offer_id: "a" }, ["purchased a"]],
  ["Email Opened", { subject_id: "a", email_id: "mail" }, ["viewed a"]],
  ["Email Link Clicked", { subject_id: "a" }, ["clicked a"]],
  ["Email Delivered", { subject_id: "a" }, []],
  ["Email Marked as Spam", { subject_id: "a" }, []],
  ["Post Unliked", { post_id: "a" }, []],
  ["Product Removed", { product_id: "a" }, []],
  ["Recommendation Shown", { items: ["a"] }, []],
  ["Product Viewed", { product_id: "" }, []],
  ["Product Viewed", { product_id: "", itemId: "b" }, ["viewed b"]],
  ["Product Viewed", { product_id: "x".repeat(256) }, []],
  ["Product Viewed", { items: ["x".repeat(256)] }, []],
  ["Product Viewed", { product_id: {}, products: "a", items: [null, [], true] }, []],
  ["Product Viewed", null, []],
  ["Product Viewed", "kettle", []],
])("%s with %o speaks of %o", (name, properties, expected) => {
  expect(of(name, properties)).toEqual(expected);
});

test.each(["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"])(
  "an event named %s is an engagement like any other, with a weight",
  (name) => {
    const found = extractInteractions({ type: "track", name, payload: { properties: { product_id: "a" } } });
    expect(found).toEqual([{ itemId: "a", action: "engaged" }]);
    expect(found.map(({ action }) => ACTION_WEIGHTS[action])).toEqual([1]);
  },
);

test("one event counts for a hundred items at most, and only a track event counts", () => {
  const items = Array.from({ length: 500 }, (_, i) => `i${i}`);
  expect(of("Order Completed", { items })).toHaveLength(100);
  expect(of("Product Viewed", { product_id: "a" }, "page")).toEqual([]);
});
