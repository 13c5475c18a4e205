import { consentPageSchema } from "@rapport/contracts/consents";
import type { PageAsked } from "../../lib/api.ts";
import { request, withQuery } from "../../lib/api.ts";

export const consentsApi = {
  list: (input: PageAsked & { id: string }, signal?: AbortSignal) =>
    request(withQuery("/api/v1/consents", input), { schema: consentPageSchema, signal }),
};
