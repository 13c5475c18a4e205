import type { ContentBrief, ContentProblem, ContentVariant } from "@rapport/contracts/content";
import { contentVariantSchema } from "@rapport/contracts/content";
import type { Channel } from "@rapport/contracts/content-channels";
import { CHANNEL_NAMES } from "@rapport/contracts/content-channels";
import { checkSafety } from "@rapport/domain/content/check-safety";
import { checkVariant } from "@rapport/domain/content/check-variant";
import { checkVoice } from "@rapport/domain/content/check-voice";
import type { WritingMaterial } from "@rapport/domain/content/collect-facts";
import type { VoiceJudge } from "@rapport/domain/content/learn-brief-voice";
import type { Context } from "@rapport/domain/context";
import type { TextRules } from "@rapport/domain/text-safety/check-text";
import { readTextRules } from "@rapport/domain/text-safety/check-text";
import { z } from "zod";
import { writeVariants } from "./write-variants.ts";

/** What one writing step gets: its channel, and all that there is to write from. */
export type Assignment = { channel: Channel; brief: ContentBrief; material: WritingMaterial };

/** What one writing step has written. */
export const writtenSchema = z.object({ channel: z.enum(CHANNEL_NAMES), variants: z.array(contentVariantSchema) });

/** Times that a channel is written anew because of what the checks found. */
const REWRITES = 1;
/** A text that others than the voice are likelier to have written, and that is long enough to say so, is written anew. */
const OFF_VOICE = { below: 0.5, words: 60 } as const;

/**
 * Writes the variants of a channel, has them checked, and written anew once with what was found: lengths, words, claims, safety, voice. What a
 * learned voice says is no problem that stands: it is a soft signal, shown with its reasons.
 */
export async function writeChecked(
  ctx: Context,
  assignment: Assignment,
  judge: VoiceJudge | undefined,
): Promise<z.infer<typeof writtenSchema>> {
  let problems: ContentProblem[] = [];
  for (let attempt = 0; ; attempt++) {
    const { value, model } = await writeVariants(ctx, { ...assignment, problems });
    const written = value.variants.slice(0, assignment.brief.variants);
    const rules = await readTextRules(ctx, ctx.projectId);
    const variants = await Promise.all(
      written.map(async ({ angle, fields }, at): Promise<ContentVariant> => {
        const key = "abcde".charAt(at);
        const voice = judge?.(Object.values(fields).join("\n"));
        const found = await check(ctx, assignment, fields, rules);
        return { key, angle, fields, model, edited: false, problems: found, ...(voice && { voice }) };
      }),
    );
    problems = variants.flatMap((variant) => [...variant.problems, ...describeVoice(variant)]);
    if (problems.length === 0 || attempt >= REWRITES) return { channel: assignment.channel, variants };
  }
}

async function check(
  ctx: Context,
  { channel, brief, material }: Assignment,
  fields: Record<string, string>,
  rules: TextRules,
): Promise<ContentProblem[]> {
  const { facts, subject } = material;
  const known = [...facts.map(({ text }) => text), subject.name, brief.audience ?? ""];
  const written = checkVariant({ channel, fields, facts: known, bannedWords: brief.bannedWords });
  return [...written, ...checkVoice(fields, brief.voice, known), ...(await checkSafety(ctx, channel, fields, rules))];
}

/** What a writer is told of a variant that is far from the learned voice. */
function describeVoice({ voice }: ContentVariant): ContentProblem[] {
  if (!voice || voice.probability >= OFF_VOICE.below || voice.words < OFF_VOICE.words) return [];
  const habits = voice.hints.map(({ measure, is }) => `${is === "more" ? "less" : "more"} of ${measure}`);
  return [{ field: "all", code: "off_voice", message: `The voice has ${habits.join(", ") || "other habits"}` }];
}
