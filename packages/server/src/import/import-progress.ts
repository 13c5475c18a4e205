import { open, readFile, rename } from "node:fs/promises";
import { RapportError } from "@rapport/contracts/errors";
import { z } from "zod";

const count = z.number().int().nonnegative();

const importProgressSchema = z.object({
  version: z.literal(2),
  /** Which source, and which target, the position belongs to. */
  sourceId: z.string(),
  /** Everything before this byte is answered. */
  byte: count,
  line: count,
  /** Digest of what stood before `byte`: in a file that was replaced the position means nothing. */
  before: z.string(),
  /** Length of the file of rejects that belongs to this position; what stands behind it is written again. */
  rejectsBytes: count,
  accepted: count,
  duplicates: count,
  rejected: count,
  /** The source was read to its end. */
  done: z.boolean(),
});

/** How far an import has come. */
export type ImportProgress = z.infer<typeof importProgressSchema>;

/** An import that has not begun. */
export function startProgress(sourceId: string): ImportProgress {
  const counts = { rejectsBytes: 0, accepted: 0, duplicates: 0, rejected: 0 };
  return { version: 2, sourceId, byte: 0, line: 1, before: "", ...counts, done: false };
}

/** Reads the progress of an earlier run, or gives the start. @throws RapportError when it belongs to another source */
export async function readProgress(path: string, sourceId: string): Promise<ImportProgress> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return startProgress(sourceId);
    throw error;
  }
  const progress = parseProgress(text);
  if (progress === undefined) {
    throw new RapportError("invalid_parameter", `${path} is not the progress of an import. Delete it to start over.`);
  }
  if (progress.sourceId !== sourceId) {
    throw new RapportError(
      "invalid_parameter",
      `${path} is the progress of another source, mapping or target (${progress.sourceId}; this is ${sourceId}). ` +
        "Delete it to start over, or name another file.",
    );
  }
  return progress;
}

/** Replaces the progress file; a crash leaves the old one or the new one, whole. */
export async function writeProgress(path: string, progress: ImportProgress): Promise<void> {
  const aside = `${path}.next`;
  const file = await open(aside, "w");
  try {
    await file.writeFile(`${JSON.stringify(progress)}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(aside, path);
}

function parseProgress(text: string): ImportProgress | undefined {
  try {
    return importProgressSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // The caller names the file.
  }
}
