import { calibrate } from "../calibration/calibrator.ts";
import type { Voice } from "./learn-voice.ts";
import { partOf, sumOf } from "./learn-voice.ts";
import { measureText, TOLD_MEASURES, VOICE_MEASURES, wordsOf } from "./measure-text.ts";

/** A trait of a text that speaks against the voice. */
export type VoiceHint = {
  /** As `VOICE_MEASURES` names it. */
  measure: string;
  /** Than in texts of the voice. */
  is: "more" | "less";
  /** What it adds to the sum that is calibrated; below zero. */
  part: number;
};

/** How far a text is like a voice. */
export type VoiceMatch = {
  /** That the voice wrote it, as against the others that it was learned beside; evens before anything was read. */
  probability: number;
  /** Words that were read. */
  words: number;
  /** What speaks against it most, the strongest first. */
  hints: VoiceHint[];
};

/**
 * Holds a text against a voice. Short texts say little: see the measured figures by length in the docs. O(length + measures).
 */
export function matchVoice(voice: Voice, text: string, hints = 5): VoiceMatch {
  const measures = measureText(text);
  const parts = VOICE_MEASURES.slice(0, TOLD_MEASURES).map((measure, at): VoiceHint => {
    const is = (measures[at] ?? 0) > (voice.ownMean[at] ?? 0) ? "more" : "less";
    return { measure, is, part: partOf(voice, measures, at) };
  });
  return {
    probability: calibrate(voice.calibrator, sumOf(voice, measures)),
    words: wordsOf(text).length,
    hints: parts
      .filter(({ part }) => part < 0)
      .sort((left, right) => left.part - right.part)
      .slice(0, hints),
  };
}
