import { createBuiltInModerator } from "@rapport/adapters/moderator/built-in";
import { createOpenaiModerator } from "@rapport/adapters/moderator/openai";
import type { Moderator } from "@rapport/ports/moderator";
import { z } from "zod";

/** Settings of judging texts. */
export const moderationVariables = {
  /** Key of OpenAI's API: texts are then judged by its moderation, which sees every one of them, instead of by lists. */
  RAPPORT_MODERATION_KEY: z.string().trim().min(8).max(255).optional(),
};

/** The service that judges texts. */
export type ModerationSetting = { openaiKey: string };

export function toModerationSetting(
  env: z.output<z.ZodObject<typeof moderationVariables>>,
): ModerationSetting | undefined {
  return env.RAPPORT_MODERATION_KEY === undefined ? undefined : { openaiKey: env.RAPPORT_MODERATION_KEY };
}

/** Opens what the settings name, or our own lists. */
export function openModerator(setting: ModerationSetting | undefined): Moderator {
  return setting ? createOpenaiModerator({ apiKey: setting.openaiKey }) : createBuiltInModerator();
}
