import type { CreativeVersion } from "@rapport/contracts/campaigns";
import type { TextCheck } from "@rapport/contracts/text-safety";
import type { Context } from "../context.ts";
import { checkText, readTextRules } from "../text-safety/check-text.ts";

/** What was found in one ad. */
export type CheckedAd = { channel: number; creative: number; verdict: TextCheck["verdict"]; messages: string[] };

/**
 * Looks over every ad of a campaign, as it would be seen. Nothing with the verdict `block` may go out, and nothing with `review` without a
 * person's yes. Answers those with findings.
 */
export async function checkAds(
  ctx: Context,
  channels: readonly { creatives: readonly CreativeVersion[] }[],
): Promise<CheckedAd[]> {
  const ads = channels.flatMap(({ creatives }, channel) =>
    creatives.map((creative, at) => ({ channel, creative: at, text: textOf(creative) })),
  );
  const rules = await readTextRules(ctx, ctx.projectId);
  const checked = await Promise.all(
    ads.map(async ({ text, ...place }) => {
      const { verdict, findings } = await checkText(ctx, ctx.projectId, text, "ad", rules);
      const messages = findings.filter(({ severity }) => severity === verdict).map(({ message }) => message);
      return { ...place, verdict, messages };
    }),
  );
  return checked.filter(({ verdict }) => verdict !== "pass");
}

function textOf({ headlines, descriptions, message = "" }: CreativeVersion): string {
  return [...headlines, ...descriptions, message].join("\n");
}
