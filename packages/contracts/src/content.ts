import { z } from "zod";
import { RUN_STATES } from "./agents.ts";
import { CHANNEL_NAMES } from "./content-channels.ts";
import { EXPERIMENT_UNITS } from "./experiments.ts";
import { LIMITS } from "./limits.ts";

/** Bounds of content. */
export const CONTENT_LIMITS = {
  items: 5,
  facts: 20,
  factLength: 300,
  bannedWords: 100,
  /** Variants of one piece. */
  variants: 5,
  /** Wishes about earlier versions, and characters of one. */
  wishes: 3,
  wishLength: 2_000,
  /** Longest that a request waits for what it asked for, ms. */
  waitMs: 20_000,
  /** Days that one look at the calendar spans, and pieces that it shows. */
  calendarDays: 62,
  calendarPieces: 500,
} as const;

const line = (max: number) => z.string().trim().min(1).max(max);

const documentIdsSchema = z.array(line(255)).min(1).max(20);

/** How a text is to sound. */
const voiceSchema = z.strictObject({
  tone: z.enum(["plain", "warm", "formal", "playful"]).default("plain"),
  /** Emojis may be used, where the channel suits. */
  emoji: z.boolean().default(false),
  exclamations: z.boolean().default(false),
  /**
   * Documents of the knowledge base in the brand's own voice, 1,500 words together at least, and as much by others about the same things. Each
   * variant is then held against the voice, written once more where it is far off, and shown with what speaks against it.
   */
  learned: z.strictObject({ ownDocumentIds: documentIdsSchema, otherDocumentIds: documentIdsSchema }).optional(),
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
  /** What a person would have different from earlier versions, in order. Wishes are no facts: nothing is stated because one says it. */
  wishes: z.array(line(CONTENT_LIMITS.wishLength)).max(CONTENT_LIMITS.wishes).optional(),
  /** Variants of each piece. */
  variants: z.number().int().min(1).max(CONTENT_LIMITS.variants).default(3),
});
export type ContentBrief = z.infer<typeof contentBriefSchema>;

/** What is wrong with a text: it is shown, and such a piece cannot be approved. */
export const contentProblemSchema = z.object({
  field: z.string(),
  code: z.enum([
    "missing",
    "too_long",
    "banned_word",
    "unsupported_number",
    "unsupported_claim",
    "unsafe",
    "off_voice",
  ]),
  message: z.string(),
});
export type ContentProblem = z.infer<typeof contentProblemSchema>;

export const voiceMatchSchema = z.object({
  /** That the voice wrote it and not the others; a half before anything was read. */
  probability: z.number(),
  words: z.number().int(),
  /** What speaks against it most. */
  hints: z.array(z.object({ measure: z.string(), is: z.enum(["more", "less"]), part: z.number() })),
});

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
  /** How far it is in the voice of the brief's documents; absent without them, and once a person has changed it. */
  voice: voiceMatchSchema.optional(),
});
export type ContentVariant = z.infer<typeof contentVariantSchema>;

/** `published`: its time came while it was approved, and the project's webhooks were told. It changes no more. */
export const CONTENT_STATES = ["draft", "approved", "rejected", "published"] as const;

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
  /** When it is to be published, if it is approved by then; null while it has no place on the calendar. */
  publishAt: z.string().nullable(),
  /** IANA name of the time zone that `publishAt` was meant in. */
  timeZone: z.string().nullable(),
  publishedAt: z.string().nullable(),
  /** The experiment that its variants were made the arms of. */
  experimentId: z.string().nullable(),
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

const timeZoneSchema = z.string().max(64).refine(isTimeZone, "must be an IANA time zone, such as Europe/Berlin");

/** Body of `PUT /api/v1/content/{contentId}/schedule`. */
export const scheduleContentSchema = z.strictObject({
  publishAt: z.iso.datetime({ offset: true, error: "must be a time such as 2027-03-01T09:00:00Z" }),
  timeZone: timeZoneSchema.default("UTC"),
});
export type ScheduleContent = z.infer<typeof scheduleContentSchema>;

/** Query of `GET /api/v1/content/calendar`: `from` is in it, `until` is not. */
export const calendarQuerySchema = z
  .object({ from: z.iso.datetime({ offset: true }), until: z.iso.datetime({ offset: true }) })
  .refine(({ from, until }) => spanDays(from, until) > 0, { path: ["until"], error: "must be later than from" })
  .refine(({ from, until }) => spanDays(from, until) <= CONTENT_LIMITS.calendarDays, {
    path: ["until"],
    error: `must be at most ${CONTENT_LIMITS.calendarDays} days after from`,
  });

const calendarEntrySchema = contentPieceSchema
  .pick({ id: true, channel: true, title: true, state: true, timeZone: true, publishedAt: true })
  .extend({
    publishAt: z.string(),
    /** What is wrong with its variants: it cannot be approved before that is mended. */
    problems: z.number().int(),
  });
export type CalendarEntry = z.infer<typeof calendarEntrySchema>;

/** Pieces by their times. `more`: others of the span are not in it, the latest ones. */
export const contentCalendarSchema = z.object({ data: z.array(calendarEntrySchema), more: z.boolean() });
export type ContentCalendar = z.infer<typeof contentCalendarSchema>;

/** Body of `POST /api/v1/content/{contentId}/experiment`. */
export const contentExperimentSchema = z.strictObject({
  /** Whom the comparison is about: devices, or people who signed in. */
  unit: z.enum(EXPERIMENT_UNITS).default("anonymous"),
});

/** Bounds of the texts that a voice is learned from. */
export const VOICE_LIMITS = { texts: 100, textLength: LIMITS.stringLength, pieces: 80 } as const;
const voiceTextsSchema = z.array(z.string().max(VOICE_LIMITS.textLength)).min(1).max(VOICE_LIMITS.texts);

/** Body of `POST /api/v1/content/voice`. */
export const matchVoiceSchema = z.strictObject({
  /** Texts in the voice, 1,500 words together at least; the first 12,000 are read. */
  own: voiceTextsSchema,
  /** As much by others, about the same things: what the voice is told from. */
  others: voiceTextsSchema,
  /** What is held against it. Under 150 words it says little. */
  text: z.string().min(1).max(VOICE_LIMITS.textLength),
});
export type MatchVoice = z.infer<typeof matchVoiceSchema>;

function spanDays(from: string, until: string): number {
  return (Date.parse(until) - Date.parse(from)) / 86_400_000;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
