import { z } from "zod";

/** Bounds of what a project says about its texts. */
export const TEXT_SAFETY_LIMITS = {
  /** One text that is checked, UTF-16 code units. */
  textLength: 100_000,
  bannedWords: 1_000,
  phraseLength: 120,
  claims: 500,
  statementLength: 500,
  evidenceLength: 4_000,
} as const;

/** `block`: must not be published; `review`: a person decides; `note`: worth knowing. */
const SEVERITIES = ["block", "review", "note"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Where a text is to appear: personal data is worse where everybody reads it. */
export const TEXT_CHANNELS = ["ad", "social", "web", "email", "inbox"] as const;
export type TextChannel = (typeof TEXT_CHANNELS)[number];

/** One thing that was found in a text. */
export const textFindingSchema = z.object({
  kind: z.enum(["personal-data", "moderation", "banned-word", "claim", "injection", "hidden"]),
  severity: z.enum(SEVERITIES),
  /** UTF-16 offsets into the text as it was given, end exclusive. */
  start: z.number().int(),
  end: z.number().int(),
  /** The words; personal data is masked. */
  excerpt: z.string(),
  /** What it is, and what to do about it. */
  message: z.string(),
});
export type TextFinding = z.infer<typeof textFindingSchema>;

/** What came of a check: the worst of its findings. */
export const textCheckSchema = z.object({
  verdict: z.enum(["pass", "review", "block"]),
  findings: z.array(textFindingSchema),
  /** Who judged what the text means; findings of the other kinds are ours. */
  moderator: z.string(),
});
export type TextCheck = z.infer<typeof textCheckSchema>;

/** Body of `POST /api/v1/text-safety/check`. */
export const checkTextSchema = z.strictObject({
  text: z.string().max(TEXT_SAFETY_LIMITS.textLength),
  channel: z.enum(TEXT_CHANNELS).default("web"),
});

const bannedWordSchema = z.strictObject({
  /** Whole words, whatever their case and accents; `*` at the end of a word stands for any ending. */
  phrase: z.string().trim().min(2).max(TEXT_SAFETY_LIMITS.phraseLength),
  severity: z.enum(SEVERITIES).default("block"),
  /** What to say instead, or why not. */
  advice: z.string().trim().max(300).default(""),
});
export type BannedWord = z.infer<typeof bannedWordSchema>;

/** Body of `PUT /api/v1/text-safety/banned-words`: the whole list. */
export const putBannedWordsSchema = z.strictObject({
  words: z
    .array(bannedWordSchema)
    .max(TEXT_SAFETY_LIMITS.bannedWords)
    .refine(
      (words) => new Set(words.map(({ phrase }) => phrase.toLowerCase())).size === words.length,
      "phrases must differ",
    ),
});
export const bannedWordListSchema = z.object({ data: z.array(bannedWordSchema), nextCursor: z.null() });

/** Body of `POST /api/v1/text-safety/claims` and `PUT /api/v1/text-safety/claims/{claimId}`. */
export const putClaimSchema = z.strictObject({
  /** What may be said, with its numbers: a text that says more is not covered. */
  statement: z.string().trim().min(3).max(TEXT_SAFETY_LIMITS.statementLength),
  /** What proves it: study, test, certificate. A claim without evidence cannot be made. */
  evidence: z.string().trim().min(3).max(TEXT_SAFETY_LIMITS.evidenceLength),
  evidenceUrl: z
    .url({ protocol: /^https?$/, error: "must be an http or https address" })
    .max(2_000)
    .nullable()
    .default(null),
  /** Last moment that the evidence holds; null while it does not end. */
  validUntil: z.iso.datetime({ offset: true }).nullable().default(null),
});
export type PutClaim = z.infer<typeof putClaimSchema>;

/** A claim that may be made. */
export const claimSchema = putClaimSchema.extend({ id: z.string(), createdAt: z.string(), updatedAt: z.string() });
export type Claim = z.infer<typeof claimSchema>;
export const claimListSchema = z.object({ data: z.array(claimSchema), nextCursor: z.null() });
