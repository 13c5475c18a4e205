export type {
  Recommendation,
  RecommendationAnswer,
  RecommendationQuery,
} from "@rapport/contracts/recommendations";
export type { ClientError, ClientErrorCode, FeedbackInput, MessageOptions } from "@rapport/sdk-core";

import { createRapport } from "./create-rapport.ts";

export type { ConsentChoice } from "./consent.ts";
export type { ConsentState } from "./consent-state.ts";
export type { CoreRapport, InitOptions, MessageHook, Plugin } from "./core-rapport.ts";
export type { Rapport } from "./create-rapport.ts";
export { createRapport } from "./create-rapport.ts";
export { KEEP_SNIPPET } from "./keep-snippet.ts";
export { SNIPPET } from "./snippet.ts";
export type { Persistence } from "./storage.ts";

/** The client of this page. The functions below are its own, so that either style of import works. */
export const rapport = createRapport();

export const {
  init,
  ready,
  track,
  identify,
  page,
  screen,
  group,
  alias,
  reset,
  flush,
  anonymousId,
  userId,
  consent,
  use,
  recommendations,
  getRecommendations,
  sendRecommendationFeedback,
  reportCard,
} = rapport;
