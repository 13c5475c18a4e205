import { createLanguageModel } from "@rapport/agents/models/create-language-model";
import { openModels } from "@rapport/agents/models/open-models";
import { createModelLedger } from "@rapport/domain/model-usage/model-ledger";
import type { LanguageModel } from "@rapport/ports/language-model";
import type { Store } from "@rapport/store/database";
import type { Config } from "./config.ts";

/**
 * The models that the configuration names, within their budgets; the built-in composer where it names none.
 * @throws RapportError invalid_parameter where a vendor's package is not installed
 */
export async function openLanguageModel({ models }: Config, store: Store): Promise<LanguageModel> {
  if (!models) return createLanguageModel();
  return openModels(models, createModelLedger(store, models.budget, Date.now), Date.now);
}
