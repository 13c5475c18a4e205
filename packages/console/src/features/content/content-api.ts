import type { ContentBrief } from "@rapport/contracts/content";
import {
  contentCalendarSchema,
  contentPageSchema,
  contentPieceSchema,
  generatedContentSchema,
} from "@rapport/contracts/content";
import { experimentSchema } from "@rapport/contracts/experiments";
import { request, withQuery } from "../../lib/api.ts";
import type { ContentSearch } from "./content-search.ts";

const PATH = "/api/v1/content";
const pathOf = (id: string) => `${PATH}/${encodeURIComponent(id)}`;
/** Less than a request may last; a model that takes longer is followed on its run's own screen. */
const WAIT_MS = 10_000;

/** Texts of variants, by key and field. */
export type ContentEdits = Record<string, Record<string, string>>;

export const contentApi = {
  list: ({ state, channel }: ContentSearch, cursor: string | undefined, signal?: AbortSignal) =>
    request(withQuery(PATH, { state, channel, limit: 50, cursor }), { schema: contentPageSchema, signal }),
  get: (id: string, signal?: AbortSignal) => request(pathOf(id), { schema: contentPieceSchema, signal }),
  generate: (brief: ContentBrief) =>
    request(`${PATH}/generate`, {
      method: "POST",
      body: { ...brief, waitMs: WAIT_MS },
      schema: generatedContentSchema,
    }),
  edit: (id: string, variants: ContentEdits) =>
    request(pathOf(id), { method: "PUT", body: { variants }, schema: contentPieceSchema }),
  decide: (id: string, command: "approve" | "reject") =>
    request(`${pathOf(id)}/${command}`, { method: "POST", schema: contentPieceSchema }),
  calendar: (from: string, until: string, signal?: AbortSignal) =>
    request(withQuery(`${PATH}/calendar`, { from, until }), { schema: contentCalendarSchema, signal }),
  schedule: (id: string, at: { publishAt: string; timeZone: string }) =>
    request(`${pathOf(id)}/schedule`, { method: "PUT", body: at, schema: contentPieceSchema }),
  unschedule: (id: string) => request(`${pathOf(id)}/schedule`, { method: "DELETE", schema: contentPieceSchema }),
  experiment: (id: string) =>
    request(`${pathOf(id)}/experiment`, { method: "POST", body: {}, schema: experimentSchema }),
};
