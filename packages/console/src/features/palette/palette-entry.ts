/** One thing that the palette leads to or does. */
export type PaletteEntry = {
  id: string;
  /** What it stands under: "Screens", "People", "Actions". */
  group: string;
  label: string;
  /** What tells it from another of the same name. */
  note?: string | undefined;
  /** Keys that do the same without the palette. */
  keys?: string | undefined;
  /** The server found it, perhaps by what its label does not show. */
  isFound?: true;
  run: () => void;
};

export type PaletteGroup = { title: string; entries: PaletteEntry[] };
