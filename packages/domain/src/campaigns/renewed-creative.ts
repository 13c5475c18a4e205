import type { Creative } from "@rapport/contracts/ad-platforms";
import type { CreativeVersion } from "@rapport/contracts/campaigns";
import type { AdSetRow } from "@rapport/store/queries/campaigns";

/** The texts of an ad. */
export type AdTexts = Pick<CreativeVersion, "headlines" | "descriptions" | "message">;

/** An ad's picture with other texts, as a platform takes it. */
export function withTexts(
  { imageUrl }: Pick<CreativeVersion, "imageUrl">,
  { headlines, descriptions, message }: AdTexts,
): Omit<Creative, "url"> {
  return {
    headlines,
    descriptions,
    ...(message === undefined ? {} : { message }),
    ...(imageUrl === undefined ? {} : { imageUrl }),
  };
}

/** The ads of an ad set once an act for the texts of one has ended: with what was asked for, or as they were. */
export function settleCreatives(creatives: AdSetRow["creatives"], tag: string, isDone: boolean): AdSetRow["creatives"] {
  return creatives.map((creative) => {
    if (creative.tag !== tag) return creative;
    const { next, ...kept } = creative;
    if (!isDone || !next) return kept;
    const { message: _message, ...rest } = kept;
    const { tag: _tag, ...texts } = next;
    return { ...rest, ...texts };
  });
}
