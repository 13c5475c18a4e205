import type { PreviewTrait, PutComputedTrait } from "@rapport/contracts/computed-traits";
import { computedTraitSchema, computedTraitsSchema, traitPreviewSchema } from "@rapport/contracts/computed-traits";
import { z } from "zod";
import { request } from "../../lib/api.ts";

const PATH = "/api/v1/computed-traits";
const pathOf = (id: string) => `${PATH}/${encodeURIComponent(id)}`;

export const traitsApi = {
  list: (signal?: AbortSignal) => request(PATH, { schema: computedTraitsSchema, signal }),
  create: (body: PutComputedTrait) => request(PATH, { method: "POST", body, schema: computedTraitSchema }),
  update: (id: string, body: PutComputedTrait) =>
    request(pathOf(id), { method: "PUT", body, schema: computedTraitSchema }),
  remove: (id: string) => request(pathOf(id), { method: "DELETE", schema: z.unknown() }),
  preview: (body: PreviewTrait) => request(`${PATH}/preview`, { method: "POST", body, schema: traitPreviewSchema }),
};
