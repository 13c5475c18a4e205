import type { ContentProblem, Voice } from "@rapport/contracts/content";

const EMOJI = /\p{Extended_Pictographic}/u;

/** What of a variant's texts the brief's voice rules out: marks that no fact brings with it. */
export function checkVoice(
  fields: Readonly<Record<string, string>>,
  voice: Voice,
  facts: readonly string[],
): ContentProblem[] {
  const known = facts.join("\n");
  const isExcited = !voice.exclamations && !known.includes("!");
  const isPlain = !voice.emoji && !EMOJI.test(known);
  return Object.entries(fields).flatMap(([field, text]): ContentProblem[] => [
    ...(isExcited && text.includes("!") ? [offVoice(field, "The voice has no exclamation marks")] : []),
    ...(isPlain && EMOJI.test(text) ? [offVoice(field, "The voice has no emojis")] : []),
  ]);
}

function offVoice(field: string, message: string): ContentProblem {
  return { field, code: "off_voice", message };
}
