import type { ModelLedger } from "@rapport/domain/model-usage/model-ledger";
import type { LanguageModel } from "@rapport/ports/language-model";
import { COMPOSER_MODEL, Composer } from "./composer/composer.ts";
import { ModelDoor } from "./model-door.ts";
import { ModelRouter } from "./model-router.ts";
import type { ModelsSetting } from "./models-setting.ts";
import { OpenAiChat } from "./openai-chat.ts";
import { openVendor } from "./vendors/open-vendor.ts";

/**
 * The models that a deployment names, and the built-in composer, which may be one of them.
 * @throws RapportError invalid_parameter where a vendor's package is not installed
 */
export async function openModels(
  setting: ModelsSetting,
  ledger: ModelLedger,
  now: () => number,
): Promise<LanguageModel> {
  const doors = new Map([[COMPOSER_MODEL, new ModelDoor(COMPOSER_MODEL, new Composer(), now)]]);
  for (const [alias, model] of Object.entries(setting.models)) {
    const { provider } = model;
    const chat = provider === "openai" ? new OpenAiChat(model) : await openVendor(alias, provider, model);
    doors.set(alias, new ModelDoor(alias, chat, now));
  }
  return new ModelRouter({ setting, doors, ledger, now });
}
