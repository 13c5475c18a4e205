import type { ContentProblem } from "@rapport/contracts/content";
import type { Channel } from "@rapport/contracts/content-channels";
import type { TextChannel } from "@rapport/contracts/text-safety";
import type { Context } from "../context.ts";
import type { TextRules } from "../text-safety/check-text.ts";
import { checkText, readTextRules } from "../text-safety/check-text.ts";

/** Where the texts of a channel are read: by everybody, or by one person. */
const SEEN_IN: Record<Channel, TextChannel> = {
  "search-ad": "ad",
  "meta-ad": "ad",
  "linkedin-ad": "ad",
  email: "email",
  push: "inbox",
};

/** What must not be published of a variant's texts. What a person should look at is shown where it is approved. */
export async function checkSafety(
  ctx: Context,
  channel: Channel,
  fields: Readonly<Record<string, string>>,
  rules?: TextRules,
): Promise<ContentProblem[]> {
  const known = rules ?? (await readTextRules(ctx, ctx.projectId));
  const checked = await Promise.all(
    Object.entries(fields).map(async ([field, text]) => {
      const { findings } = await checkText(ctx, ctx.projectId, text, SEEN_IN[channel], known);
      return findings
        .filter(({ severity }) => severity === "block")
        .map(({ message }): ContentProblem => ({ field, code: "unsafe", message }));
    }),
  );
  return checked.flat();
}
