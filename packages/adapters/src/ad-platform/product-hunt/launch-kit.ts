import type { CampaignPlan } from "@rapport/contracts/ad-platforms";

/** What somebody who launches types into Product Hunt's own form; its interface takes no launches. */
export type LaunchKit = {
  name: string;
  tagline: string;
  description: string;
  url: string;
  /** The maker's first comment. */
  comment: string;
  /** Pictures of the gallery; 1270 × 760 pixels are asked for. */
  imageUrls: string[];
  /** Launch days begin at 00:01 in California. */
  launchAt: string;
};

/** Puts a plan's texts where a launch needs them: headline = tagline, description, message = first comment. */
export function toLaunchKit({ name, startsOn, adSets }: CampaignPlan): LaunchKit[] {
  return adSets
    .flatMap(({ ads }) => ads)
    .map(({ creative }) => ({
      name,
      tagline: creative.headlines[0] ?? "",
      description: creative.descriptions[0] ?? "",
      url: creative.url,
      comment: creative.message ?? "",
      imageUrls: creative.imageUrl === undefined ? [] : [creative.imageUrl],
      launchAt: `${startsOn}T00:01:00 America/Los_Angeles`,
    }));
}
