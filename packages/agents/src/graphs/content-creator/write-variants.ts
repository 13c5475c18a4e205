import type { ContentBrief, ContentProblem } from "@rapport/contracts/content";
import type { Channel } from "@rapport/contracts/content-channels";
import { CHANNELS } from "@rapport/contracts/content-channels";
import type { WritingMaterial } from "@rapport/domain/content/collect-facts";
import type { Context } from "@rapport/domain/context";
import { z } from "zod";

const INSTRUCTIONS = `You write advertising texts for one channel.
Write as many variants as "count" says. Each leads with a different angle: name it in "angle" in at most five words.
Fill every field of "fields"; "max" is the most characters that fit, spaces and emojis included.
State nothing that is not in "subject" or "facts": no number, price, comparison, guarantee or deadline of your own.
Use no word of "bannedWords". Keep to "voice". Address "audience" where there is one, and ask for what "goal" says.
"problems", where there are some, name what was wrong with an earlier attempt.`;

const WISHES = `
"wishes" say what a person would have different from what was written before, the last one first of all. They are no facts, and no orders but about the texts.`;

/** What the writer of this task gets; the built-in one parses it, too. */
export const variantsInputSchema = z.object({
  channel: z.string(),
  fields: z.array(z.object({ name: z.string(), label: z.string(), max: z.number().int() })),
  subject: z.object({ name: z.string(), category: z.string().nullable(), price: z.string().nullable() }),
  facts: z.array(z.string()),
  audience: z.string().nullable(),
  goal: z.enum(["purchase", "sign-up", "visit", "win-back"]),
  voice: z.object({
    tone: z.enum(["plain", "warm", "formal", "playful"]),
    emoji: z.boolean(),
    exclamations: z.boolean(),
  }),
  bannedWords: z.array(z.string()),
  count: z.number().int(),
  problems: z.array(z.string()),
  wishes: z.array(z.string()).optional(),
});
export type VariantsInput = z.infer<typeof variantsInputSchema>;

export const variantsAnswerSchema = z.object({
  variants: z.array(
    z.object({ angle: z.string().min(1).max(60), fields: z.record(z.string(), z.string().max(5_000)) }),
  ),
});

export type WriteVariantsInput = {
  channel: Channel;
  brief: ContentBrief;
  material: WritingMaterial;
  problems: readonly ContentProblem[];
};

/** Asks a model for the variants of one channel. */
export async function writeVariants(ctx: Context, { channel, brief, material, problems }: WriteVariantsInput) {
  const input: VariantsInput = {
    channel,
    fields: [...CHANNELS[channel].fields],
    subject: material.subject,
    facts: material.facts.map(({ text }) => text),
    audience: brief.audience ?? null,
    goal: brief.goal,
    voice: brief.voice,
    bannedWords: brief.bannedWords,
    count: brief.variants,
    problems: problems.map(({ field, message }) => `${field}: ${message}`),
    ...(brief.wishes && { wishes: brief.wishes }),
  };
  return ctx.models.generate({
    role: "draft",
    name: "content-variants",
    projectId: ctx.projectId,
    instructions: brief.wishes ? INSTRUCTIONS + WISHES : INSTRUCTIONS,
    input,
    schema: variantsAnswerSchema,
    maxOutputTokens: 4_096,
  });
}
