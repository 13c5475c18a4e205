import { Worker } from "node:worker_threads";
import { RapportError } from "@rapport/contracts/errors";
import { KNOWLEDGE_LIMITS } from "@rapport/contracts/knowledge";
import { z } from "zod";
import type { ReadText } from "./block.ts";
import { toPdfBlocks } from "./pdf-lines.ts";

/** A file that takes longer, or needs more memory, is made to keep a server busy. */
const LIMITS = { timeoutMs: 30_000, memoryMb: 384 };

const answerSchema = z.object({
  title: z.string(),
  lines: z.array(z.object({ text: z.string(), size: z.number(), gap: z.number() })),
  isCut: z.boolean(),
});

/**
 * The text of a PDF. Read in a thread of its own with bounds on time and memory: a file of kilobytes may inflate to gigabytes.
 * @throws RapportError invalid_body when it cannot be read, holds no text or more than a document may
 */
export async function readPdf(bytes: Uint8Array): Promise<ReadText> {
  const { title, lines, isCut } = answerSchema.parse(await readInThread(bytes));
  if (isCut) throw refusal(`has more than ${KNOWLEDGE_LIMITS.textLength} characters; split it`);
  if (lines.length === 0) throw refusal("holds no text; a scan needs text recognition first");
  const blocks = toPdfBlocks(lines);
  const first = title || blocks.find((block) => block.kind === "heading")?.text;
  return { title: first, blocks, links: [], mayKeep: true, mayFollow: true };
}

async function readInThread(bytes: Uint8Array): Promise<unknown> {
  // The source runs as .ts, the bundle as .js beside all other code.
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./pdf-read-worker.${extension}`, import.meta.url), {
    // A copy: bytes of a pooled buffer cannot be handed over.
    workerData: { bytes: Uint8Array.from(bytes), maxLength: KNOWLEDGE_LIMITS.textLength },
    resourceLimits: { maxOldGenerationSizeMb: LIMITS.memoryMb },
    stdout: true,
    stderr: true,
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", (error: unknown) => reject(refusal("cannot be read as PDF", error)));
      worker.once("exit", () => reject(refusal("cannot be read as PDF")));
      timer = setTimeout(() => reject(refusal("takes too long to read")), LIMITS.timeoutMs);
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

function refusal(message: string, cause?: unknown): RapportError {
  const known = /password/i.test(String(cause)) ? "needs a password; save it without one" : message;
  return new RapportError("invalid_body", `The file ${known}`, {
    ...(cause === undefined ? {} : { cause }),
    fields: [{ pointer: "/contentBase64", message: known }],
  });
}
