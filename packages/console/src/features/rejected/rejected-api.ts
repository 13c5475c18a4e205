import { deadLetterPageSchema, replayAnswerSchema } from "@rapport/contracts/dead-letters";
import { rejectedPageSchema } from "@rapport/contracts/rejected";
import type { PageAsked } from "../../lib/api.ts";
import { request, withQuery } from "../../lib/api.ts";

export const rejectedApi = {
  rejected: (input: PageAsked & { code?: string | undefined }, signal?: AbortSignal) =>
    request(withQuery("/api/v1/events/rejected", input), { schema: rejectedPageSchema, signal }),
  deadLetters: (input: PageAsked, signal?: AbortSignal) =>
    request(withQuery("/api/v1/events/dead", input), { schema: deadLetterPageSchema, signal }),
  replay: (id: number) => request(`/api/v1/events/dead/${id}/replay`, { method: "POST", schema: replayAnswerSchema }),
  replayAll: (cursor: number | undefined) =>
    request("/api/v1/events/dead/replay", { method: "POST", body: { cursor }, schema: replayAnswerSchema }),
};
