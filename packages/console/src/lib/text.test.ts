import { expect, test } from "vitest";
import { findLanguage, LANGUAGES } from "./language.ts";
import { formatNumber, t, tn } from "./text.ts";

test("what was chosen goes before what the browser prefers, and an unknown language leads to English", () => {
  expect(findLanguage("hi", ["fr-FR"]).code).toBe("hi");
  expect(findLanguage(null, ["de-DE", "ar-EG", "en"]).dir).toBe("rtl");
  expect(findLanguage("xx", ["de"]).code).toBe("en");
  expect(findLanguage(null, []).code).toBe("en");
});

test("a text without a translation is its English self, filled and without the mark of its meaning", () => {
  expect(t("Open@@state")).toBe("Open");
  expect(t("{name} has {points} of {all}", { name: "Ada", points: 1_200 })).toBe("Ada has 1,200 of {all}");
  expect(t("constructor")).toBe("constructor");
});

test("a number chooses its form and is written as the language writes it", () => {
  const people = (count: number) => tn(count, "{count} person", "{count} people");
  expect([people(0), people(1), people(12_000)]).toEqual(["0 people", "1 person", "12,000 people"]);
  expect(formatNumber(0.256, { style: "percent" })).toBe("26%");
});

test("a small whole number is written without a formatter, as each language's would write it", () => {
  const numbers = [-1, -0, ...Array(1_002).keys(), 0.5, 999.5, Number.NaN];
  for (const { locale } of LANGUAGES) {
    const format = new Intl.NumberFormat(locale);
    const short = numbers.filter((number) => Number.isInteger(number) && number > 0 && number < 1_000);
    expect(short.map(String), locale).toEqual(short.map((number) => format.format(number)));
  }
  const english = new Intl.NumberFormat("en-GB");
  expect(numbers.map((number) => formatNumber(number))).toEqual(numbers.map((number) => english.format(number)));
});
