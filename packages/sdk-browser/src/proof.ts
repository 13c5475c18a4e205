import type { RecommendationQuery } from "@rapport/contracts/recommendations";

/** What the part for user tokens leaves at a client, for whatever it asks, by functions that were taken out of it too. */
export type Proof = { proof?: () => Pick<RecommendationQuery, "userToken"> };
