import type { MatchVoice } from "@rapport/contracts/content";
import { VOICE_LIMITS } from "@rapport/contracts/content";
import { RapportError } from "@rapport/contracts/errors";
import { cutPieces, LEAST_PIECES, learnVoice, PIECE_WORDS } from "@rapport/engine/voice/learn-voice";
import type { VoiceMatch } from "@rapport/engine/voice/match-voice";
import { matchVoice } from "@rapport/engine/voice/match-voice";

/**
 * Holds a text against a voice that is learned from the texts given, which are not kept.
 * @throws RapportError invalid_body naming the side that has too few words
 */
export function judgeVoice({ own, others, text }: MatchVoice): VoiceMatch {
  requireWords("own", own);
  requireWords("others", others);
  return matchVoice(learnVoice(own, others, VOICE_LIMITS.pieces), text);
}

function requireWords(side: "own" | "others", texts: readonly string[]): void {
  if (cutPieces(texts, PIECE_WORDS).length >= LEAST_PIECES) return;
  const message = `needs at least ${LEAST_PIECES} stretches of ${PIECE_WORDS} words`;
  throw new RapportError("invalid_body", `/${side}: ${message}`, { fields: [{ pointer: `/${side}`, message }] });
}
