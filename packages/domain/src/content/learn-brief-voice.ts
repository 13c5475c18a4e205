import type { Voice as BriefVoice } from "@rapport/contracts/content";
import { VOICE_LIMITS } from "@rapport/contracts/content";
import { RapportError } from "@rapport/contracts/errors";
import { cutPieces, LEAST_PIECES, learnVoice, PIECE_WORDS } from "@rapport/engine/voice/learn-voice";
import type { VoiceMatch } from "@rapport/engine/voice/match-voice";
import { matchVoice } from "@rapport/engine/voice/match-voice";
import { listChunks } from "@rapport/store/queries/knowledge";
import type { Context } from "../context.ts";

/** Holds a text against a voice. */
export type VoiceJudge = (text: string) => VoiceMatch;

/**
 * Learns the voice of a brief's documents; undefined where it names none.
 * @throws RapportError invalid_body naming the side whose documents have too few words
 */
export async function learnBriefVoice(ctx: Context, { learned }: BriefVoice): Promise<VoiceJudge | undefined> {
  if (!learned) return undefined;
  const [own, others] = await Promise.all([
    readTexts(ctx, "ownDocumentIds", learned.ownDocumentIds),
    readTexts(ctx, "otherDocumentIds", learned.otherDocumentIds),
  ]);
  const voice = learnVoice(own, others, VOICE_LIMITS.pieces);
  return (text) => matchVoice(voice, text);
}

async function readTexts({ store, projectId }: Context, side: string, ids: readonly string[]): Promise<string[]> {
  const chunks = await listChunks(store.db, projectId, ids);
  const texts = ids.map((id) =>
    chunks
      .filter((chunk) => chunk.documentId === id)
      .map(({ text }) => text)
      .join("\n\n"),
  );
  if (cutPieces(texts, PIECE_WORDS).length >= LEAST_PIECES) return texts;
  const pointer = `/voice/learned/${side}`;
  const message = `these documents need at least ${LEAST_PIECES} stretches of ${PIECE_WORDS} words`;
  throw new RapportError("invalid_body", `${pointer}: ${message}`, { fields: [{ pointer, message }] });
}
