/** A row that cannot be taken, and why. */
export type RowFault = { row: number; field: string; message: string };

/** Columns of a row by their names as the file writes them; XML repeats an element for a list. */
export type FeedFields = Map<string, string[]>;

/** One product of a file: its fields, or an item as JSON; or what is wrong with the row. */
export type FeedRow =
  | { row: number; fields: FeedFields }
  | { row: number; json: unknown }
  | { row: number; fault: Omit<RowFault, "row"> };
