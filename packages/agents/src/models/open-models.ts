import type { ModelLedger } from "@rapport/domain/model-usage/model-ledger";
import type { LanguageModel } from "@rapport/ports/language-model";
import { COMPOSER_MODEL, Composer } from "./composer/composer.ts";
import { ModelDoor } from "./model-door.ts";
import { ModelRouter } from "./model-router.ts";
import type { ModelsSetting } from "./models-setting.ts";
import { OpenAiChat } from "./openai-chat.ts";

/** The models that a deployment names, and the built-in composer, which may be one of them. */
export function openModels(setting: ModelsSetting, ledger: ModelLedger, now: () => number): LanguageModel {
  const doors = new Map([[COMPOSER_MODEL, new ModelDoor(COMPOSER_MODEL, new Composer(), now)]]);
  for (const [alias, model] of Object.entries(setting.models)) {
    doors.set(alias, new ModelDoor(alias, new OpenAiChat(model), now));
  }
  return new ModelRouter({ setting, doors, ledger, now });
}
