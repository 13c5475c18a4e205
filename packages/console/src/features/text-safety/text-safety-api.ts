import type { BannedWord, PutClaim, TextChannel } from "@rapport/contracts/text-safety";
import { bannedWordListSchema, claimListSchema, claimSchema, textCheckSchema } from "@rapport/contracts/text-safety";
import { z } from "zod";
import { request } from "../../lib/api.ts";

const PATH = "/api/v1/text-safety";

export const textSafetyApi = {
  words: (signal?: AbortSignal) => request(`${PATH}/banned-words`, { schema: bannedWordListSchema, signal }),
  putWords: (words: BannedWord[]) =>
    request(`${PATH}/banned-words`, { method: "PUT", body: { words }, schema: bannedWordListSchema }),
  claims: (signal?: AbortSignal) => request(`${PATH}/claims`, { schema: claimListSchema, signal }),
  addClaim: (body: PutClaim) => request(`${PATH}/claims`, { method: "POST", body, schema: claimSchema }),
  removeClaim: (id: string) =>
    request(`${PATH}/claims/${encodeURIComponent(id)}`, { method: "DELETE", schema: z.unknown() }),
  check: (text: string, channel: TextChannel) =>
    request(`${PATH}/check`, { method: "POST", body: { text, channel }, schema: textCheckSchema }),
};
