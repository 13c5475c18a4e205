import { t } from "../../lib/text.ts";

const NAMES: Record<string, string> = { google: "Google", github: "GitHub", microsoft: "Microsoft" };

export function providerName(provider: string): string {
  return NAMES[provider] ?? provider;
}

/** Goes to where the provider asks for consent. @throws Error when the address is no web page */
export function leaveFor({ url }: { url: string }): void {
  if (!/^https?:/.test(url)) throw new Error(t("The provider’s address is no web page"));
  window.location.assign(url);
}
