import type { CampaignPlatform, CreativeVersion } from "@rapport/contracts/campaigns";
import type { ContentPiece } from "@rapport/contracts/content";
import type { Channel } from "@rapport/contracts/content-channels";

const TEXTS_OF: Record<Exclude<CampaignPlatform, "sandbox">, Channel> = {
  "google-ads": "search-ad",
  meta: "meta-ad",
  linkedin: "linkedin-ad",
};
const SANDBOX_TEXTS: Record<string, Channel> = { search: "search-ad", professional: "linkedin-ad" };

/** The texts that a channel of a campaign is made of. */
export function textChannelOf({ platform, placement }: { platform: CampaignPlatform; placement: string }): Channel {
  if (platform !== "sandbox") return TEXTS_OF[platform];
  return (Object.hasOwn(SANDBOX_TEXTS, placement) ? SANDBOX_TEXTS[placement] : undefined) ?? "meta-ad";
}

/** The ads of a piece of content: its variants that have no problem. */
export function creativesOf({ variants }: ContentPiece): CreativeVersion[] {
  return variants
    .filter(({ problems }) => problems.length === 0)
    .map(({ key, fields }) => {
      const { primaryText, ...texts } = fields;
      const of = (start: string) =>
        Object.entries(texts)
          .filter(([name]) => name.startsWith(start))
          .map(([, text]) => text);
      const descriptions = of("description");
      return {
        variant: key.toUpperCase(),
        headlines: of("headline"),
        // LinkedIn's one text stands above the picture, and platforms want a description.
        descriptions: descriptions.length > 0 || primaryText === undefined ? descriptions : [primaryText],
        ...(primaryText === undefined || descriptions.length === 0 ? {} : { message: primaryText }),
      };
    });
}
