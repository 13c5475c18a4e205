/** One thing that the palette leads to or does. */
export type PaletteEntry = {
  id: string;
  /** What it is, shown beside it: "Screen", "Person", "Action". */
  kind: string;
  label: string;
  /** Keys that do the same without the palette. */
  keys?: string | undefined;
  run: () => void;
};
