type ListPage<Row> = { data: readonly Row[]; nextCursor?: string | null | undefined };

/** Reads a list to its end, page after page; what is not the newest stays as it was when its page was read. */
export async function readAllPages<Row>(
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<ListPage<Row>>,
  signal: AbortSignal,
  onCount: (rows: number) => void,
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor, signal);
    for (const row of page.data) rows.push(row);
    onCount(rows.length);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}
