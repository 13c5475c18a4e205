import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const THEMES = ["light", "dark"] as const;
type Theme = (typeof THEMES)[number];

const tokens = new Map<string, Record<Theme, string>>();
for (const match of css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)) {
  const [, name = "", light = "", dark = ""] = match;
  tokens.set(name, { light, dark });
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2 contrast ratio of two tokens. */
function contrast(text: string, surface: string, theme: Theme): number {
  const [high = 0, low = 0] = [text, surface]
    .map((name) => luminance(tokens.get(name)?.[theme] ?? ""))
    .sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const SURFACES = ["ground", "sheet", "raised", "sunken", "hover", "chosen"];
const KINDS = ["track", "identify", "page", "screen", "group", "alias"];
const PAIRS: [string, string][] = [
  ...["ink", "ink-2", "ink-3", "accent"].flatMap((text) =>
    SURFACES.map((surface): [string, string] => [text, surface]),
  ),
  ["on-accent", "accent-solid"],
  ["on-accent", "accent-solid-hover"],
  ["accent", "accent-wash"],
  ["ink", "accent-wash"],
  ["ink-2", "accent-wash"],
  ["honey", "honey-wash"],
  ...["ember", "ink", "ink-2", "ink-3"].map((text): [string, string] => [text, "ember-wash"]),
  ...["sheet", "raised", "hover", "chosen"].map((surface): [string, string] => ["ember", surface]),
  ...KINDS.map((kind): [string, string] => [`tone-${kind}`, `tone-${kind}-wash`]),
];

test.each(THEMES)("every text role has AA contrast on every surface it may stand on: %s", (theme) => {
  const weak = PAIRS.filter(([text, surface]) => !(contrast(text, surface, theme) >= 4.5));
  expect(weak.map(([text, surface]) => `${text} on ${surface}: ${contrast(text, surface, theme).toFixed(2)}`)).toEqual(
    [],
  );
});

test.each(THEMES)("controls and the focus ring stand out from what is around them: %s", (theme) => {
  for (const surface of SURFACES) {
    expect(contrast("control", surface, theme)).toBeGreaterThanOrEqual(3);
    expect(contrast("accent", surface, theme)).toBeGreaterThanOrEqual(3);
  }
});
