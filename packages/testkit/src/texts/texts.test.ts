import { AREAS, BUILT_IN_ROLES, VERBS } from "@rapport/contracts/access";
import { AD_OBJECT_KINDS, AD_STATUSES } from "@rapport/contracts/ad-platforms";
import { RUN_STATES } from "@rapport/contracts/agents";
import { APPROVAL_STATES } from "@rapport/contracts/approvals";
import { CAMPAIGN_STATES, PLATFORM_ACTION_STATES } from "@rapport/contracts/campaigns";
import { CONTENT_STATES } from "@rapport/contracts/content";
import { JOB_STATES } from "@rapport/contracts/jobs";
import { KEY_KINDS } from "@rapport/contracts/keys";
import { DOCUMENT_STATES } from "@rapport/contracts/knowledge";
import { PLAN_MODES } from "@rapport/contracts/tracking-plan";
import { expect, test } from "vitest";
import { findLiterals } from "./find-literals.ts";
import type { Translation } from "./read-texts.ts";
import { findUsedTexts, parseSource, readConsoleSources, readDictionaries, TRANSLATIONS } from "./read-texts.ts";

const sources = readConsoleSources();
const found = sources.map(findUsedTexts);
const used = new Map(found.flatMap(({ texts }) => texts.map((one) => [one.text, one] as const)));

test("every text of the console is a literal, so that a missing translation can be seen", () => {
  expect(found.flatMap(({ faults }) => faults)).toEqual([]);
});

test("no words in the markup reach the screen past the translations", () => {
  expect(sources.flatMap(findLiterals)).toEqual([]);
});

test("words that were left in markup, attributes and choices are found", () => {
  const markup = `<p title="One more">Two words {open ? "Three" : t("four")} {\`five \${n}\`}<code>curl</code></p>`;
  expect(findLiterals(parseSource("planted.tsx", markup)).map((place) => place.replace(/^\S+ /, ""))).toEqual([
    "“One more”",
    "“Two words”",
    "“Three”",
    "“five”",
  ]);
});

test("facts, and words of the product's lists that are shown as they are, are found", () => {
  const facts = `<Facts facts={[{ name: "Size", value: \`\${n} of\` }, { name: t("State"), value: run.state }]} />`;
  const shown = `${facts}; <p>{job.state} {word(job.state)} {t("It is {state}", { state })}</p>`;
  expect(findLiterals(parseSource("planted.tsx", shown)).map((place) => place.replace(/^\S+ /, ""))).toEqual([
    "“Size”",
    "“of”",
    "“{state}” without word()",
    "“{state}” without word()",
    "“{state}” without word()",
  ]);
});

test("every state, area and role that the API tells of has a word in each language", () => {
  const states = [RUN_STATES, JOB_STATES, CAMPAIGN_STATES, PLATFORM_ACTION_STATES, CONTENT_STATES, DOCUMENT_STATES];
  const told = [...states, APPROVAL_STATES, PLAN_MODES, AD_STATUSES, AD_OBJECT_KINDS, KEY_KINDS].flat();
  const access = [...AREAS, ...VERBS, ...Object.keys(BUILT_IN_ROLES)];
  for (const language of TRANSLATIONS)
    expect(Object.keys(readDictionaries(language).get("words") ?? {})).toEqual(
      expect.arrayContaining([...told, ...access]),
    );
});

for (const language of TRANSLATIONS) {
  const files = readDictionaries(language);
  const entries = [...files.values()].flatMap((file) => Object.entries(file));
  const listed = Object.keys(files.get("words") ?? {});

  test(`${language} has every text of the console, none twice, and none that nobody asks for`, () => {
    const texts = entries.map(([text]) => text).sort();
    expect(texts).toEqual([...new Set([...used.keys(), ...listed])].sort());
  });

  test(`${language} keeps what stands in braces and marks, and has a form for each of its plural categories`, () => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories.sort();
    expect(entries.flatMap(([text, translation]) => findMisfits(text, translation, categories))).toEqual([]);
  });
}

test("the languages know the same words of the product's lists", () => {
  const [first, ...others] = TRANSLATIONS.map((language) => Object.keys(readDictionaries(language).get("words") ?? {}));
  for (const other of others) expect(other).toEqual(first);
});

function findMisfits(text: string, translation: Translation, categories: string[]): string[] {
  const isPlural = used.get(text)?.isPlural ?? false;
  if (typeof translation === "string") {
    if (isPlural) return [`“${text}” needs a form for ${categories.join(", ")}`];
    return marksOf(translation) === marksOf(text) ? [] : [`“${text}” and “${translation}” hold different marks`];
  }
  if (!isPlural || Object.keys(translation).sort().join() !== categories.join())
    return [`“${text}” has forms for ${Object.keys(translation).join(", ")}`];
  // A form may leave out the number where the word says it (“one”, “two”), but nothing else.
  return Object.values(translation)
    .filter((form) => marksOf(form, "{count}") !== marksOf(text, "{count}") || form === "")
    .map((form) => `“${text}” and “${form}” hold different marks`);
}

function marksOf(text: string, without = ""): string {
  return [...new Set(text.match(/\{\w+\}|<\/?\w+>/g) ?? [])]
    .filter((mark) => mark !== without)
    .sort()
    .join();
}
