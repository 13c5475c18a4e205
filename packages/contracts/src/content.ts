import { z } from "zod";
import { RUN_STATES } from "./agents.ts";
import { CHANNEL_NAMES } from "./content-channels.ts";

/** Bounds of content. */
const CONTENT_LIMITS = {
  items: 5,
  facts: 20,
  factLength: 300,
  bannedWords: 100,
  /** Variants of one piece. */
  variants: 5,
  /** Longest that a request waits for what it asked for, ms. */
  waitMs: 20_000,
} as const;

const line = (max: number) => z.string().trim().min(1).max(max);

/** How a text is to sound. */
const voiceSchema = z.strictObject({
  tone: z.enum(["plain", "warm", "formal", "playful"]).default("plain"),
  /** Emojis may be used, where the channel suits. */
  emoji: z.boolean().default(false),
  exclamations: z.boolean().default(false),
});
export type Voice = z.infer<typeof voiceSchema>;

/** What is to be written, and from what. Nothing is stated that stands neither in here nor in the catalog. */
export const contentBriefSchema = z.strictObject({
  channels: z.array(z.enum(CHANNEL_NAMES)).min(1).max(CHANNEL_NAMES.length),
  /** Items of the catalog that it is about; the first one is the subject. */
  itemIds: z.array(line(255)).max(CONTENT_LIMITS.items).default([]),
  /** What it is about, where that is no item. */
  subject: line(80).optional(),
  /** True statements that may be used. */
  facts: z.array(line(CONTENT_LIMITS.factLength)).max(CONTENT_LIMITS.facts).default([]),
  /** Whom it speaks to, as in “for …”: `people who cook`. */
  audience: line(80).optional(),
  goal: z.enum(["purchase", "sign-up", "visit", "win-back"]).default("purchase"),
  voice: voiceSchema.default({ tone: "plain", emoji: false, exclamations: false }),
  bannedWords: z.array(line(60)).max(CONTENT_LIMITS.bannedWords).default([]),
  /** Variants of each piece. */
  variants: z.number().int().min(1).max(CONTENT_LIMITS.variants).default(3),
});
export type ContentBrief = z.infer<typeof contentBriefSchema>;

/** What is wrong with a text: it is shown, and such a piece cannot be approved. */
export const contentProblemSchema = z.object({
  field: z.string(),
  code: z.enum(["missing", "too_long", "banned_word", "unsupported_number", "unsupported_claim", "unsafe"]),
  message: z.string(),
});
export type ContentProblem = z.infer<typeof contentProblemSchema>;

export const contentVariantSchema = z.object({
  /** `a`, `b`, …: the arm of an experiment. */
  key: z.string().regex(/^[a-e]$/),
  /** What it leads with: the reason why it differs from the others. */
  angle: z.string().min(1).max(60),
  fields: z.record(z.string(), z.string().max(5_000)),
  /** Who wrote it; `edited` behind it when a person has changed it. */
  model: z.string(),
  edited: z.boolean(),
  problems: z.array(contentProblemSchema),
});
export type ContentVariant = z.infer<typeof contentVariantSchema>;

export const CONTENT_STATES = ["draft", "approved", "rejected"] as const;

export const contentPieceSchema = z.object({
  id: z.string(),
  channel: z.enum(CHANNEL_NAMES),
  /** What it is about. */
  title: z.string(),
  state: z.enum(CONTENT_STATES),
  runId: z.string().nullable(),
  brief: contentBriefSchema,
  variants: z.array(contentVariantSchema),
  /** The statements that it was written from, and where each comes from. */
  facts: z.array(z.object({ text: z.string(), source: z.string() })),
  createdAt: z.string(),
  updatedAt: z.string(),
  decidedBy: z.string().nullable(),
});
export type ContentPiece = z.infer<typeof contentPieceSchema>;

export const contentPageSchema = z.object({ data: z.array(contentPieceSchema), nextCursor: z.string().nullable() });

/** Body of `POST /api/v1/content/generate`. */
export const generateContentSchema = z.strictObject({
  ...contentBriefSchema.shape,
  /** How long to wait for the texts, ms; then the answer has the run alone. */
  waitMs: z.number().int().min(0).max(CONTENT_LIMITS.waitMs).default(5_000),
});

export const generatedContentSchema = z.object({
  runId: z.string(),
  state: z.enum(RUN_STATES),
  error: z.string().nullable(),
  data: z.array(contentPieceSchema),
});

/** Body of `PUT /api/v1/content/{contentId}`: texts of variants, by key and field. What is not named stays. */
export const editContentSchema = z.strictObject({
  variants: z.record(z.string().regex(/^[a-e]$/), z.record(z.string().max(40), z.string().max(5_000))),
});
