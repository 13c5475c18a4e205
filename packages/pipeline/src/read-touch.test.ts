import { expect, test } from "vitest";
import { readTouch } from "./read-touch.ts";

const HERE = "https://shop.example/products";
const touch = (fields: object) => ({
  source: null,
  medium: null,
  campaign: null,
  referrer: null,
  clickId: null,
  ...fields,
});
const page = (url: string, referrer?: string) => ({ page: { url, ...(referrer === undefined ? {} : { referrer }) } });

test.each<[string, Record<string, unknown>, object | undefined]>([
  ["a direct visit", page(HERE), undefined],
  ["a move within the site", page(`${HERE}/1`, HERE), undefined],
  ["a move within the site with a query", page(`${HERE}?q=1`, HERE), undefined],
  ["nothing at all", {}, undefined],
  ["a context of wrong types", { page: 5, campaign: [], referrer: "x" }, undefined],
  ["a URL that is none", page("?utm_source=x", "not a url"), undefined],
  [
    "UTM parameters",
    page(`${HERE}?utm_source=news&utm_medium=email&utm_campaign=spring`),
    { source: "news", medium: "email", campaign: "spring" },
  ],
  ["a campaign without a source", page(`${HERE}?utm_campaign=spring`), { campaign: "spring" }],
  ["a medium alone", page(`${HERE}?utm_medium=email`), undefined],
  [
    "context.campaign before the URL",
    { ...page(`${HERE}?utm_source=url&utm_medium=cpc`), campaign: { source: "context" } },
    { source: "context", medium: "cpc" },
  ],
  ["UTM parameters with a click id", page(`${HERE}?utm_source=google&gclid=G1`), { source: "google", clickId: "G1" }],
  ["a click id alone", page(`${HERE}?fbclid=F1`), { source: "facebook", medium: "paid", clickId: "F1" }],
  ["an empty click id", page(`${HERE}?gclid=`), undefined],
  [
    "a search engine",
    page(HERE, "https://www.google.co.uk/search?q=x"),
    { source: "google.co.uk", medium: "organic", referrer: "https://www.google.co.uk/search?q=x" },
  ],
  ["a social site", page(HERE, "https://t.co/a"), { source: "t.co", medium: "social", referrer: "https://t.co/a" }],
  [
    "a name that ends like a social site",
    page(HERE, "https://best.co/a"),
    { source: "best.co", medium: "referral", referrer: "https://best.co/a" },
  ],
  [
    "another site",
    page(HERE, "https://www.blog.example/post"),
    { source: "blog.example", medium: "referral", referrer: "https://www.blog.example/post" },
  ],
  ["an app without a host", page(HERE, "about:blank"), { source: "", medium: "referral", referrer: "about:blank" }],
  [
    "referrer.url",
    { referrer: { url: "https://a.example/" } },
    { source: "a.example", medium: "referral", referrer: "https://a.example/" },
  ],
])("%s", (_name, context, expected) => {
  expect(readTouch(context, {})).toEqual(expected && touch(expected));
});

test("a page's own properties stand in for a context without a page", () => {
  expect(readTouch({}, { url: `${HERE}?utm_source=p` })).toEqual(touch({ source: "p" }));
});

test.each([
  ["a NUL behind a percent sign", page(`${HERE}?utm_source=a%00b`)],
  ["a click id that is a NUL", page(`${HERE}?gclid=%00x`)],
  ["a pair of surrogates across the longest length", page(HERE, `https://a.example/${"x".repeat(2_021)}😀`)],
  ["bytes that are no text", page(`${HERE}?utm_source=%ff%fe%ed%a0%80`)],
])("%s leaves text that every engine can store", (_name, context) => {
  const text = JSON.stringify(readTouch(context, {}));
  expect(text).toBeDefined();
  expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/i);
});
