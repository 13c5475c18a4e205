import { RapportError } from "@rapport/contracts/errors";
import type { ModelSetting } from "../models-setting.ts";
import { openAnthropic } from "./anthropic.ts";
import { openGemini } from "./gemini.ts";
import { VendorChat } from "./vendor-chat.ts";

/** How the packages are loaded that are installed by whoever names their models. */
export type VendorPackages = {
  anthropic: () => Promise<typeof import("@langchain/anthropic")>;
  gemini: () => Promise<typeof import("@langchain/google")>;
};

const PACKAGES: VendorPackages = {
  anthropic: () => import("@langchain/anthropic"),
  gemini: () => import("@langchain/google"),
};
const NAMES = { anthropic: "@langchain/anthropic@1", gemini: "@langchain/google@0.2" } as const;

/**
 * A model that is asked by its vendor's own package.
 * @throws RapportError invalid_parameter naming the package, where it is not installed
 */
export async function openVendor(
  alias: string,
  provider: keyof VendorPackages,
  setting: ModelSetting,
  packages: VendorPackages = PACKAGES,
): Promise<VendorChat> {
  try {
    const vendor =
      provider === "anthropic"
        ? openAnthropic(await packages.anthropic(), setting)
        : openGemini(await packages.gemini(), setting);
    return new VendorChat(vendor);
  } catch (error) {
    if (!isMissing(error)) throw error;
    const name = NAMES[provider];
    const what = `RAPPORT_MODELS: models.${alias}: the provider ${provider} needs a package: npm install ${name}`;
    throw new RapportError("invalid_parameter", what, { cause: error });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
}
