import { formatDigits } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";

const KINDS: Record<string, string> = { category: t("likes"), event: t("does"), trait: t("is") };

/** What a feature's name says of people: `category Kitchen` is that they like the kitchen. */
export function describeFeature(name: string): { kind: string; text: string } {
  const space = name.indexOf(" ");
  const kind = KINDS[name.slice(0, space)];
  return kind === undefined ? { kind: t("has"), text: name } : { kind, text: name.slice(space + 1) };
}

/** How many times as often as among all, where that says something. */
export function describeLift(share: number, shareOfAll: number): string {
  if (shareOfAll <= 0 || share / shareOfAll < 1.05) return "";
  return t("{share} times as often", { share: formatDigits(share / shareOfAll, 1) });
}
