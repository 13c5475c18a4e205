import { catalogPageSchema } from "@rapport/contracts/catalog";
import type { PageAsked } from "../../lib/api.ts";
import { request, withQuery } from "../../lib/api.ts";

export const catalogApi = {
  items: (input: PageAsked & { search?: string | undefined; category?: string | undefined }, signal?: AbortSignal) =>
    request(withQuery("/api/v1/catalog/items", input), { schema: catalogPageSchema, signal }),
};
