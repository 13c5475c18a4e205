export type { Profile } from "@rapport/contracts/profiles";
export type {
  Recommendation,
  RecommendationAnswer,
  RecommendationFeedback,
  RecommendationQuery,
} from "@rapport/contracts/recommendations";
export type { ClientError, ClientErrorCode, DeliveryStats, MessageOptions, OverflowPolicy } from "@rapport/sdk-core";
export type { AliasInput, GroupInput, IdentifyInput, PageInput, Person, ScreenInput, TrackInput } from "./inputs.ts";
export type { RapportOptions } from "./options.ts";
export type { CloseReport, RecommendationOptions } from "./rapport.ts";
export { Rapport } from "./rapport.ts";
export { RequestError } from "./request-profile.ts";
