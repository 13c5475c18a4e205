import { z } from "zod";

/** Characters that Product Hunt's form takes. */
export const LAUNCH_LIMITS = { name: 40, tagline: 60, description: 500, comment: 3_000 } as const;

/** What somebody who launches types into Product Hunt's own form; its interface takes no launches. */
export const launchKitSchema = z.object({
  name: z.string(),
  tagline: z.string(),
  description: z.string(),
  url: z.string(),
  /** The maker's first comment. */
  comment: z.string(),
  /** Pictures of the gallery; 1270 × 760 pixels are asked for. */
  imageUrls: z.array(z.string()),
  /** Launch days begin at 00:01 in California. */
  launchAt: z.string(),
  /** What the form would refuse. */
  problems: z.array(z.object({ pointer: z.string(), message: z.string() })),
});
export type LaunchKit = z.infer<typeof launchKitSchema>;

export const launchKitListSchema = z.object({ data: z.array(launchKitSchema) });

/** How a launch does, as it is now. */
export const launchSchema = z.object({
  id: z.string(),
  name: z.string(),
  tagline: z.string(),
  url: z.string(),
  website: z.string(),
  votesCount: z.int(),
  commentsCount: z.int(),
  /** Mean of its reviews, 0 where there are none. */
  reviewsRating: z.number(),
  createdAt: z.string(),
  /** When it was put before everybody; null while it was not. */
  featuredAt: z.string().nullable(),
});
export type Launch = z.infer<typeof launchSchema>;
