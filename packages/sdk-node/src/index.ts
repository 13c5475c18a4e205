export type { Profile } from "@rapport/contracts/profiles";
export type {
  Recommendation,
  RecommendationAnswer,
  RecommendationFeedback,
  RecommendationQuery,
} from "@rapport/contracts/recommendations";
export type { Crossing, Trigger, TriggerInput } from "@rapport/contracts/triggers";
export type { ClientError, ClientErrorCode, DeliveryStats, MessageOptions, OverflowPolicy } from "@rapport/sdk-core";
export { RequestError } from "./ask-server.ts";
export type { BaseClient, CloseReport, RecommendationOptions } from "./base-client.ts";
export type { UserTokenInput } from "./create-user-token.ts";
export { createUserToken } from "./create-user-token.ts";
export type {
  AliasInput,
  AnyEvents,
  GroupInput,
  IdentifyInput,
  PageInput,
  Person,
  ScreenInput,
  TrackInput,
} from "./inputs.ts";
export type { OpenTelemetry } from "./open-telemetry/open-telemetry.ts";
export type { NodeOptions, RapportOptions } from "./options.ts";
export { Rapport } from "./rapport.ts";
export type { RequestEnd, RequestObserver, RequestStart } from "./request-observer.ts";
export type { Crossings, Triggers } from "./triggers.ts";
export type { VariantInput, VariantOptions } from "./variants.ts";
