import type { Page } from "playwright-core";

/** A picture of the console: where it is taken, and what is done before. */
export type Look = { name: string; path: string; isSignedOut?: boolean; prepare?: (page: Page) => Promise<void> };

/** Screens that hold nothing but what was set: no ids that are drawn, no times that pass. */
export const LOOKS: readonly Look[] = [
  { name: "sign-in", path: "overview", isSignedOut: true },
  { name: "overview", path: "overview" },
  { name: "catalog-grid", path: "catalog" },
  { name: "catalog-table", path: "catalog?view=table" },
  { name: "segment-editor", path: "segments?segment=new" },
  { name: "empty-list", path: "webhooks" },
  { name: "keys-sheet", path: "overview", prepare: (page) => page.keyboard.press("?") },
  { name: "palette", path: "overview", prepare: (page) => page.keyboard.press("Control+k") },
];

/** Items whose pictures and prices are always the same. */
export const ITEMS = [
  ["copper-kettle", "Copper Kettle", ["Kitchen", "Kettles"], 8_900],
  ["arc-reading-lamp", "Arc Reading Lamp", ["Lighting"], 18_900],
  ["linen-sketchbook", "Linen Sketchbook", ["Paper"], 2_400],
  ["walnut-desk-tray", "Walnut Desk Tray", ["Desk"], 5_200],
  ["stoneware-mug", "Stoneware Mug", ["Kitchen", "Mugs"], 1_900],
].map(([id, name, categories, priceCents]) => ({
  id,
  name,
  categories,
  priceCents,
  currency: "EUR",
  tags: ["everyday"],
}));
