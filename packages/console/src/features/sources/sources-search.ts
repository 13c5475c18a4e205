import { readOneOf } from "../../lib/read-search.ts";
import type { GuideKind } from "./guides.ts";
import { GUIDE_KINDS } from "./guides.ts";

/** Which guide is shown. */
export type SourcesSearch = { guide?: GuideKind | undefined };

export function readSourcesSearch(search: Record<string, unknown>): SourcesSearch {
  return { guide: readOneOf(search.guide, GUIDE_KINDS) };
}
