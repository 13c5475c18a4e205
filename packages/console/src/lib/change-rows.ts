import type { QueryClient, QueryKey } from "@tanstack/react-query";

type Row = Readonly<Record<string, unknown>>;

/**
 * Lays `part` over every cached row of the queries under `key` that `isMeant` names, whether they hold one row, a list
 * (`data`) or pages of lists; a part of `undefined` takes the row out.
 */
export function changeRows(
  client: QueryClient,
  key: QueryKey,
  isMeant: (row: Row) => boolean,
  part: Row | undefined,
): void {
  client.setQueriesData({ queryKey: key }, (cached: unknown) => changeIn(cached, isMeant, part));
}

export function byId(id: string): (row: Row) => boolean {
  return (row) => row.id === id;
}

function changeIn(cached: unknown, isMeant: (row: Row) => boolean, part: Row | undefined): unknown {
  if (!isRow(cached)) return cached;
  if (Array.isArray(cached.pages))
    return { ...cached, pages: cached.pages.map((page) => changeIn(page, isMeant, part)) };
  if (Array.isArray(cached.data)) {
    const rows = cached.data.flatMap((row: unknown) => {
      if (!isRow(row) || !isMeant(row)) return [row];
      return part === undefined ? [] : [{ ...row, ...part }];
    });
    return { ...cached, data: rows };
  }
  return isMeant(cached) && part !== undefined ? { ...cached, ...part } : cached;
}

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
