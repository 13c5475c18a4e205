import { createLanguageModel } from "@rapport/agents/models/create-language-model";
import { openModels } from "@rapport/agents/models/open-models";
import { createModelLedger } from "@rapport/domain/model-usage/model-ledger";
import type { LanguageModel } from "@rapport/ports/language-model";
import type { Store } from "@rapport/store/database";
import type { Config } from "./config.ts";

/** The models that the configuration names, within their budgets; the built-in composer where it names none. */
export function openLanguageModel({ models }: Config, store: Store): LanguageModel {
  return models
    ? openModels(models, createModelLedger(store, models.budget, Date.now), Date.now)
    : createLanguageModel();
}
