import { mergePageSchema, mergeSchema } from "@rapport/contracts/merges";
import { traitOriginsSchema, visitsSchema } from "@rapport/contracts/profiles";
import { queryOptions } from "@tanstack/react-query";
import { request, userPath } from "../../lib/api.ts";

export const personApi = {
  traits: (id: string, signal?: AbortSignal) =>
    request(`${userPath(id)}/traits`, { schema: traitOriginsSchema, signal }),
  visits: (id: string, signal?: AbortSignal) => request(`${userPath(id)}/visits`, { schema: visitsSchema, signal }),
  merges: (id: string, signal?: AbortSignal) => request(`${userPath(id)}/merges`, { schema: mergePageSchema, signal }),
  undoMerge: (mergeId: string) =>
    request(`/api/v1/merges/${encodeURIComponent(mergeId)}/undo`, { method: "POST", schema: mergeSchema }),
};

/** Merges that a person took part in, the latest first. */
export function personMergesQuery(id: string) {
  return queryOptions({
    queryKey: ["person", id, "merges"],
    queryFn: ({ signal }) => personApi.merges(id, signal),
  });
}
