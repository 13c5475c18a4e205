import { readText } from "../../lib/read-search.ts";

/** `cluster`: the one that is open. */
export type ClustersSearch = { cluster?: string | undefined };

export function readClustersSearch(search: Record<string, unknown>): ClustersSearch {
  return { cluster: readText(search.cluster) };
}
