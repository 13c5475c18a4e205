import { launchSchema } from "@rapport/contracts/launches";
import { z } from "zod";

/** What of Product Hunt's GraphQL API (v2) is used, by its published schema: one query of one post. */
export const LAUNCH_QUERY =
  "query Launch($slug: String!) { post(slug: $slug) { id name tagline url website votesCount commentsCount reviewsRating createdAt featuredAt } }";

/** `POST /v2/api/graphql` */
export const launchBody = z.strictObject({
  query: z.literal(LAUNCH_QUERY),
  variables: z.strictObject({ slug: z.string().min(1).max(255) }),
});

export const launchAnswer = z.object({ data: z.object({ post: launchSchema.nullable() }) });

/** GraphQL's errors come with 200, those of access and quota with their status. */
export const errorAnswer = z.object({
  errors: z
    .array(
      z.object({
        message: z.string().optional(),
        error: z.string().optional(),
        error_description: z.string().optional(),
      }),
    )
    .min(1),
});
