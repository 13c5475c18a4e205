/** What a text may be held back for: the categories of OpenAI's moderation, and `profanity`, which that does not know. */
export const MODERATION_CATEGORIES = [
  "profanity",
  "harassment",
  "hate",
  "illicit",
  "self-harm",
  "sexual",
  "violence",
] as const;
export type ModerationCategory = (typeof MODERATION_CATEGORIES)[number];

/** One reason to hold a text back. */
export type ModerationHit = {
  category: ModerationCategory;
  /** 0–1, as sure as the engine is; 1 for a word of a list. */
  score: number;
  /** UTF-16 offsets of the words, end exclusive; the whole text where the engine names no place. */
  start: number;
  end: number;
};

/** Judges texts that are to be published or sent. */
export interface Moderator {
  /** As it is named beside what it found. */
  readonly name: string;
  /**
   * Every reason to hold a text back; none for a harmless one. An empty text is harmless.
   * @throws RapportError `unavailable` when the engine gives no judgement: never an empty list instead
   */
  moderate(text: string, signal?: AbortSignal): Promise<ModerationHit[]>;
}
