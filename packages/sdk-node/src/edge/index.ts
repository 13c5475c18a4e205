export type { Profile } from "@rapport/contracts/profiles";
export type { RecommendationAnswer, RecommendationQuery } from "@rapport/contracts/recommendations";
export type { ClientError, ClientErrorCode, DeliveryStats, MessageOptions, OverflowPolicy } from "@rapport/sdk-core";
export { RequestError } from "../ask-server.ts";
export type { BaseClient, CloseReport, RecommendationOptions } from "../base-client.ts";
export type { UserTokenInput } from "../create-user-token.ts";
export { createUserToken } from "../create-user-token.ts";
export type { RapportOptions } from "../options.ts";
export { Rapport } from "./rapport.ts";
