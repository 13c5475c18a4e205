import { KNOWLEDGE_LIMITS } from "@rapport/contracts/knowledge";
import { formatBytes } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";

/** A file's bytes in base64. @throws Error when it is too large, before anything is read */
export async function readBase64(file: File): Promise<string> {
  const most = Math.floor((KNOWLEDGE_LIMITS.fileLength * 3) / 4);
  if (file.size > most)
    throw new Error(
      t("The file has {size}; {most} are the most", { size: formatBytes(file.size), most: formatBytes(most) }),
    );
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  // In pieces: a call takes only so many arguments.
  for (let from = 0; from < bytes.length; from += 8_192)
    binary += String.fromCharCode(...bytes.subarray(from, from + 8_192));
  return btoa(binary);
}
