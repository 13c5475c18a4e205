import type { Context } from "../../context.ts";
import { tellError } from "../../logger.ts";

/** Name of the order that our own reranker leaves. */
const BUILT_IN = "rapport-lexical";

/** The order that a configured service gives, or the one there is. A service that fails costs quality, not the answer. */
export async function rerankByService(
  ctx: Context,
  question: string,
  texts: readonly { text: string; score: number }[],
): Promise<{ order: { position: number; score: number }[]; reranker: string }> {
  const own = texts.map(({ score }, position) => ({ position, score }));
  const { reranker } = ctx;
  if (!reranker || texts.length < 2) return { order: own, reranker: BUILT_IN };
  try {
    const order = await reranker.rerank(
      question,
      texts.map(({ text }) => text),
    );
    return { order, reranker: reranker.name };
  } catch (error) {
    ctx.log.warn("The reranking service did not answer", { projectId: ctx.projectId, error: tellError(error) });
    return { order: own, reranker: BUILT_IN };
  }
}
